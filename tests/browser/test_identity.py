"""The identity that a browser keeps: set on the first visit, one for all tabs, and never shown."""

import pytest

from builder.ui.app import identity
from tests.browser.conftest import wait_for, wait_until_drawn

pytestmark = pytest.mark.slow

KNOWN = "k" * 43


def kept(context) -> list[dict]:
    return [cookie for cookie in context.cookies() if cookie["name"] == identity.COOKIE]


def nickname(page) -> str:
    return page.locator(".st-key-who button").first.inner_text()


def visit(page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Train", exact=True).wait_for()


def wait_until_kept(page) -> str:
    wait_for(page, lambda: kept(page.context))
    return kept(page.context)[0]["value"]


def test_a_first_visit_gets_an_identity_that_the_browser_keeps_for_a_year(page, app):
    visit(page, app)
    secret = wait_until_kept(page)
    assert identity.valid(secret)
    (cookie,) = kept(page.context)
    assert (cookie["sameSite"], cookie["path"], cookie["secure"]) == ("Lax", "/", False)  # plain http here
    year = page.evaluate("Date.now() / 1000") + identity.ONE_YEAR
    assert abs(cookie["expires"] - year) < 3600
    assert secret not in page.content() and secret not in page.url
    page.reload()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    wait_until_drawn(page)
    assert [cookie["value"] for cookie in kept(page.context)] == [secret]


def test_two_tabs_opened_at_once_have_one_identity(page, app):
    second = page.context.new_page()
    page.goto(app, wait_until="commit")
    second.goto(app, wait_until="commit")
    for tab in (page, second):
        tab.get_by_role("button", name="Train", exact=True).wait_for()
    wait_until_kept(page)
    wait_for(page, lambda: nickname(page) == nickname(second))
    for tab in (page, second):
        wait_until_drawn(tab)
    assert len(kept(page.context)) == 1
    first_name, second_name = nickname(page), nickname(second)
    second.close()
    assert first_name == second_name


def test_a_hostile_cookie_is_replaced(page, app):
    page.context.add_cookies([{"name": identity.COOKIE, "value": "..%2F..%2Fetc", "url": app}])
    visit(page, app)
    wait_for(page, lambda: identity.valid(kept(page.context)[0]["value"]))
