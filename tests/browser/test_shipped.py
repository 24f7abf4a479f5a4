"""Classify in a home where nothing was trained, with a trained network that comes with the app."""

import re
from pathlib import Path

import pytest

from benchmarks.settled import settle
from tests.browser.conftest import running_app, wait_for
from tests.browser.expecting import expect
from tests.shipped.made import ship_small
from tests.ui.classify.pictures import png

pytestmark = pytest.mark.slow

LAYOUT = Path(__file__).with_name("layout.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shipping_app(tmp_path_factory):
    record = ship_small(tmp_path_factory.mktemp("shipped") / "record")
    home = tmp_path_factory.mktemp("shipped-home")
    with running_app(home, BUILDER_SHIPPED=str(record)) as address:
        yield address


def test_a_visitor_who_has_trained_nothing_tries_it_with_its_test_images_and_with_a_picture(page, shipping_app):
    page.goto(shipping_app + "/classify")
    expect(page.get_by_text("This network comes with the app. It names photographs")).to_be_visible()
    tried = page.get_by_role("button", name=re.compile("^[✓✗] "))
    expect(tried).to_have_count(20)
    expect(page.get_by_text(re.compile("^(check )?Right$|Wrong: it is")).first).to_be_visible()
    # The browser knows which source is chosen, or the first press on anything takes the picture away.
    expect(page.get_by_role("radio", name="Sample")).to_be_checked()
    page.get_by_role("button", name="Another image").click()
    settle(page)
    expect(tried).to_have_count(20)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        assert page.evaluate(LAYOUT) == []
    page.get_by_text("What is known of this network", exact=True).click()
    expect(page.get_by_text("it was not made for people")).to_be_visible()
    wait_for(page, lambda: page.evaluate(LAYOUT) == [])  # once it has opened all the way
    page.locator("input[type=file]").first.set_input_files(
        files=[{"name": "red.png", "mimeType": "image/png", "buffer": png()}]
    )
    expect(page.get_by_text("Your picture, 64 × 48")).to_be_visible()
    expect(page.get_by_text("It knows only these ten classes").first).to_be_visible()
    page.get_by_role("button", name="Train your own").click()
    expect(page.get_by_role("button", name="Train your first network")).to_be_visible()
