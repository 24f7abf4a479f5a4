"""What the browser shows when another page is chosen: its top, no drawer over it, and Build the design as it was."""

import pytest

from tests.browser.conftest import wait_for, wait_until_drawn
from tests.browser.expecting import expect

pytestmark = pytest.mark.slow

MAIN = "document.querySelector('[data-testid=stMain]')"


def open_course_at(page, app, project):
    page.goto(f"{app}/course")
    page.locator(".st-key-project_18").wait_for()
    wait_until_drawn(page)
    row = page.locator(f".st-key-course-look-{project} button")
    row.scroll_into_view_if_needed()
    row.click()
    card = page.locator(f".st-key-opened_{project}")
    card.get_by_role("button", name="Open in Build").scroll_into_view_if_needed()
    assert page.evaluate(f"{MAIN}.scrollTop") > 0
    return card


def nav_places(page):
    """How far from the left each link of the navigation stands."""
    return [round(link.bounding_box()["x"]) for link in page.get_by_test_id("stTopNavLink").all()]


def is_at_its_top(page):
    wait_until_drawn(page)
    return page.evaluate(f"{MAIN}.scrollTop") == 0


def test_the_next_page_opens_at_its_top_and_the_way_back_from_compare_leads_to_the_card(page, app):
    open_course_at(page, app, "9b").get_by_role("button", name="Open in Build").click()
    page.locator(".st-key-project_18").wait_for(state="detached")  # the course's projects have such buttons too
    expect(page.get_by_role("heading", name="Project 9b")).to_be_visible()
    wait_for(page, lambda: is_at_its_top(page))
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_in_viewport()

    card = open_course_at(page, app, "15")
    card.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Project 15 compared with 14").wait_for()
    wait_for(page, lambda: is_at_its_top(page))
    page.get_by_role("button", name="All projects").click()
    expect(page.locator(".st-key-opened_15")).to_be_in_viewport()
    wait_until_drawn(page)
    expect(page.locator(".st-key-opened_15")).to_be_in_viewport()

    with_builder_gone = nav_places(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Build").click()
    page.locator(".st-key-project_18").wait_for(state="detached")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
    wait_until_drawn(page)
    assert nav_places(page) == with_builder_gone, "the links stay where they are"
    page.get_by_test_id("stTopNavLink").filter(has_text="Leaderboard").click()
    page.wait_for_url("**/leaderboard")
    page.get_by_test_id("stTopNavLink").filter(has_text="Course").click()
    page.locator(".st-key-project_18").wait_for()
    wait_for(page, lambda: is_at_its_top(page))


def test_on_a_phone_the_drawer_closes_once_a_page_is_chosen_in_it(page, app):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(app)
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
    menu = page.get_by_test_id("stExpandSidebarButton")
    assert menu.evaluate("button => getComputedStyle(button, '::after').content") == '"Menu"'
    menu.click()
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text="Course")
    expect(link).to_be_in_viewport()
    link.click()
    page.wait_for_url("**/course")
    expect(page.get_by_test_id("stSidebarNavLink").filter(has_text="Course")).not_to_be_in_viewport()
    expect(page.get_by_role("heading", name="Course: 21 projects")).to_be_in_viewport()


def test_a_design_is_open_again_after_its_tab_was_closed(page, app):
    page.goto(f"{app}/?project=4")
    expect(page.get_by_role("heading", name="Project 4")).to_be_visible()
    wait_for(page, lambda: "project=4" in page.evaluate("document.cookie"))
    later = page.context.new_page()
    page.goto("about:blank")
    later.goto(app)
    expect(later.get_by_role("heading", name="Project 4")).to_be_visible()
    later.goto(f"{app}/?project=1")
    expect(later.get_by_role("heading", name="Project 1")).to_be_visible()


#: Where the letters of the page's title begin, in whole pixels.
TITLE_TOP = """() => {
  const words = document.createRange();
  words.selectNodeContents(document.querySelector('[data-testid=stMain] h1'));
  return Math.round(words.getBoundingClientRect().top);
}"""


def test_every_page_s_title_stands_at_the_same_height(page, app):
    tops = set()
    for name, title in (("leaderboard", "Leaderboard"), ("glossary", "Glossary"), ("classify", "Classify a picture")):
        page.goto(f"{app}/{name}")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        wait_until_drawn(page)
        tops.add(page.evaluate(TITLE_TOP))
    assert len(tops) == 1
    assert page.evaluate(f"getComputedStyle({MAIN}).scrollbarGutter") == "stable", "columns stay as a page grows"
