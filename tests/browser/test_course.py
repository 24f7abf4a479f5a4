"""The Course page in a browser: its own address, its views, and one change trained to its verdict."""

import re

import pytest

from tests.browser.conftest import wait_for, wait_until_drawn
from tests.browser.expecting import expect

pytestmark = pytest.mark.slow

MAIN = "document.querySelector('[data-testid=stMain]')"


def visit(page, address: str) -> None:
    page.goto(f"{address}/course")
    page.get_by_role("heading", name="Course: 21 projects").wait_for()
    page.locator(".st-key-project_18").wait_for()


def opened_card(page, project: str):
    """The project's card, opened by a press on its row."""
    page.locator(f".st-key-course-look-{project} button").click()
    return page.locator(f".st-key-opened_{project}")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_opens_at_its_own_address_and_a_view_begins_at_its_top(page, app, width):
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, app)
    cards = page.locator('[class*="st-key-beyond_"]:not([class*="st-key-beyond_actions"])')
    heights = {round(card.bounding_box()["height"]) for card in cards.all()}
    assert width > 640 or max(heights) - min(heights) <= 1, "no card of the strip ends above its scroll bar"
    opened_card(page, "15").get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Project 15 compared with 14").wait_for()
    assert page.url.endswith("/course?compare=15")
    page.get_by_text("Training accuracy").wait_for()
    page.wait_for_function(f"{MAIN}.scrollTop === 0 && {MAIN}.scrollHeight > {MAIN}.clientHeight")
    page.reload()
    page.get_by_role("heading", name="Project 15 compared with 14").wait_for()
    page.get_by_role("button", name="All projects").click()
    page.get_by_role("heading", name="Course: 21 projects").wait_for()


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_page(page, app, width):
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, app)
    assert page.evaluate(f"{MAIN}.scrollWidth <= {MAIN}.clientWidth")
    if width == 390:
        wait_for(page, lambda: page.evaluate(f"{MAIN}.scrollHeight") < 3_000)  # a list that a thumb can use


def test_a_click_on_a_point_of_the_climb_opens_its_card(page, app):
    visit(page, app)
    page.locator(".st-key-climb .scatterlayer .trace .points path").nth(7).click(force=True)
    page.locator(".st-key-opened_7").wait_for()
    expect(page.locator(".st-key-opened_7")).to_be_in_viewport()
    assert page.url.endswith("/course?open=7")


def test_what_stands_for_the_identity_until_its_script_is_there_pushes_nothing_sideways(page, app):
    held = []
    page.route("**/BidiComponent*.js", lambda request: held.append(request))
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, app)
    page.locator(".st-key-builder_identity [data-testid=stSkeleton]").wait_for(state="attached")
    assert page.evaluate(f"{MAIN}.scrollWidth <= {MAIN}.clientWidth")
    for request in held:
        request.continue_()
    page.locator(".st-key-builder_identity").wait_for(state="hidden")


def test_build_opens_the_project(page, app):
    visit(page, app)
    opened_card(page, "3").get_by_role("button", name="Open in Build").click()
    page.get_by_role("heading", name="Project 3").wait_for()
    assert "/course" not in page.url


def test_the_project_to_start_from_can_be_chosen_to_and_fro(page, app):
    page.goto(f"{app}/course?change=4")
    field = page.get_by_role("combobox", name="Start from").locator("visible=true")
    for before, after in (("4", "5"), ("5", "4"), ("4", "5")):
        wait_until_drawn(page)
        expect(field).to_have_value(re.compile(f"Project {before} "))
        field.click()
        page.get_by_role("option", name=f"Project {after} ·").click()
        page.wait_for_url(f"**/course?change={after}")
        expect(field).to_have_value(re.compile(f"Project {after} "))
    wait_until_drawn(page)
    assert page.url.endswith("?change=5")


def test_one_change_is_trained_to_its_verdict_and_found_again(page, app):
    visit(page, app)
    opened_card(page, "0").get_by_role("button", name="One change").click()
    epochs = page.get_by_role("spinbutton", name="Epochs, at most")
    epochs.fill("1")
    epochs.press("Enter")
    page.get_by_text("up to 1 epoch").or_(page.get_by_text("1 epoch ·")).wait_for()
    page.get_by_role("button", name="Train both").click()
    page.get_by_text("The verdict appears here").wait_for()
    page.get_by_role("button", name="Another seed").wait_for()
    address = page.url
    assert "pair=" in address
    page.goto(address)
    page.get_by_role("button", name="Another seed").wait_for()
    verdict = page.locator(".st-key-verdict h3").inner_text()
    assert any(words in verdict for words in ("More than chance", "Chance can explain it", "A tie")), verdict
