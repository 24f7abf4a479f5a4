"""What a visitor does on the Build page."""

from tests.browser.conftest import wait_until_drawn
from tests.browser.expecting import expect


def open_build(page, app, path="/"):
    page.goto(app + path)
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()


def shown_parameters(page):
    """The number under "Parameters" in the row of figures."""
    metric = page.get_by_test_id("stMetric").filter(has_text="Parameters").first
    return metric.get_by_test_id("stMetricValue")


def choose_project(page, name):
    wait_until_drawn(page)
    page.locator("[class*=st-key-presets-] button").first.click()
    page.get_by_role("button", name=name, exact=True).click()
    # The list that is shut is another one from then on: the page has been drawn anew.
    expect(page.locator("[class*=st-key-presets-] button").first).to_contain_text(f"Course project {name}")
