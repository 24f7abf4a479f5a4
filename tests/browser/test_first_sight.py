"""What stands where while a page comes, and what opens at the edge of the window."""

import pytest

from tests.browser.build_page import open_build
from tests.browser.conftest import wait_for, wait_until_drawn
from tests.browser.expecting import expect

pytestmark = pytest.mark.slow

#: Notes where the page's left edge is in each frame in which something of it is read.
WATCH_LEFT_EDGE = """() => {
  const seen = window.leftEdges = new Set();
  const look = () => {
    const main = document.querySelector('[data-testid=stMain]');
    if (main?.querySelector('h1, h2, [data-testid=stMetric], table')) {
      seen.add(Math.round(main.getBoundingClientRect().left));
    }
    requestAnimationFrame(look);
  };
  look();
}"""

#: Scrolls so that the element's lower edge is at 80 % of the window's height.
NEAR_THE_EDGE = """(element) => {
  const main = document.querySelector('[data-testid=stMain]');
  main.scrollTop += element.getBoundingClientRect().bottom - 0.8 * innerHeight;
}"""
IS_WHOLE = """(body) => {
  const { top, bottom } = body.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight && body.scrollHeight <= body.clientHeight + 1;
}"""


def test_the_first_page_does_not_jump_while_its_parts_arrive(page, app):
    held = []
    page.route("**/BidiComponent*.js", lambda request: held.append(request))
    page.add_init_script(f"({WATCH_LEFT_EDGE})()")
    page.goto(app)
    heading = page.get_by_role("heading", name="Teach a computer to see")
    heading.wait_for()
    wait_until_drawn(page)
    wait_for(page, lambda: held)
    before = heading.bounding_box()["y"]
    for request in held:
        request.continue_()
    page.locator(".st-key-builder_page_change").wait_for(state="hidden")
    assert heading.bounding_box()["y"] == before
    assert page.evaluate("[...leftEdges]") == [360]  # the sidebar's width


def test_a_printed_design_says_whose_it_is_and_nothing_to_press(page, app):
    page.goto(app + "/?project=0")
    page.get_by_text("Drawn to scale").wait_for()
    wait_until_drawn(page)
    name = page.locator(".st-key-who button").inner_text().split("·")[0].split("\n")[-1].strip()
    whose, hint = page.locator(".st-key-sheet"), page.get_by_text("Click a block to change it.").last
    assert whose.is_hidden() and hint.is_visible()
    page.emulate_media(media="print")
    assert whose.is_visible() and name in whose.inner_text() and hint.is_hidden()
    assert page.locator(".st-key-launch").is_hidden(), "how long a training takes"


def test_what_is_not_drawn_yet_is_left_out_on_paper_and_told_of(page, app):
    held = []
    page.route("**/PlotlyChart.*.js", lambda request: held.append(request))
    page.goto(f"{app}/course")
    page.locator(".st-key-project_18").wait_for()
    wait_until_drawn(page)
    wait_for(page, lambda: held)
    page.emulate_media(media="print")
    page.locator("[data-print-incomplete]").wait_for(state="attached")
    assert page.locator("[data-testid^=stSkeleton]:visible").count() == 0
    page.emulate_media(media="screen")
    for request in held:
        request.continue_()
    page.locator(".js-plotly-plot .main-svg").first.wait_for(state="attached")
    page.emulate_media(media="print")
    page.locator("[data-print-incomplete]").wait_for(state="detached")


def test_on_a_phone_the_first_button_is_as_wide_as_its_card(page, app):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(app)
    train = page.get_by_role("button", name="Train your first network")
    train.wait_for()
    wait_until_drawn(page)
    assert train.bounding_box()["width"] > 300


@pytest.mark.parametrize("width", [1440, 390])
def test_an_explanation_that_opens_near_the_lower_edge_is_seen_whole(page, app, width):
    page.set_viewport_size({"width": width, "height": 900})
    open_build(page, app, "/?project=4")
    wait_until_drawn(page)
    page.locator(".network-picks g[data-layer=conv2d_1]").click()
    opener = page.locator("[class*=st-key-chosen_fields]").get_by_role("button", name="How does this work?")
    opener.wait_for()
    wait_until_drawn(page)
    opener.evaluate(NEAR_THE_EDGE)
    opener.click()
    explanation = page.get_by_test_id("stPopoverBody")
    expect(explanation.get_by_text("In the glossary")).to_be_visible()
    wait_for(page, lambda: explanation.evaluate(IS_WHOLE))
