"""The Build page by keyboard, and what it says at once."""

import re

import pytest

from tests.browser.build_page import choose_project, open_build, shown_parameters
from tests.browser.conftest import wait_until_drawn
from tests.browser.expecting import expect

pytestmark = pytest.mark.slow

#: A press on Train that the page itself hears, and the server does not.
PRESS_UNHEARD = """() => {
  const root = document.querySelector('#root');
  root.addEventListener('click', (event) => event.stopPropagation(), {capture: true, once: true});
  document.querySelector('.st-key-train button').click();
  return document.querySelector('.starting-word')?.textContent;
}"""


def test_train_is_within_fifteen_stops_of_the_tab_key(page, app):
    open_build(page, app)
    wait_until_drawn(page)
    train = page.locator(".st-key-train button")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    stops = 1
    while not train.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops <= 15
    course = page.get_by_test_id("stTopNavLink").filter(has_text="Course")
    course.focus()
    assert "inset" in course.evaluate("link => getComputedStyle(link).boxShadow"), "the ring of the focus"
    assert page.locator("a").filter(has_text="Skip to").count() == 1


def test_a_screen_reader_meets_headings_and_each_field_by_its_own_name_once(page, app):
    open_build(page, app, "/?project=0")
    wait_until_drawn(page)
    found = page.get_by_role("heading").all()
    headings = [(heading.evaluate("one => one.tagName"), heading.inner_text()) for heading in found]
    assert headings[:2] == [("H1", "Teach a computer to see"), ("H2", "Project 0")]
    assert [level for level, _ in headings].count("H1") == 1
    assert [name for level, name in headings if level == "H2"][-2:] == ["Network", "Summary"]
    network = page.locator(".st-key-heading_network")
    assert network.evaluate("one => getComputedStyle(one.parentElement).clipPath") == "inset(50%)", "unseen"
    page.get_by_role("tab", name="Training", exact=True).click()  # its icon has no name
    expect(page.get_by_role("button", name="Epochs: more", exact=True)).to_have_count(1)
    expect(page.get_by_role("button", name="Epochs: less", exact=True)).to_have_count(1)
    expect(page.get_by_role("button", name="Increment", exact=True)).to_have_count(0)
    expect(page.get_by_role("slider", name="Learning rate", exact=True)).to_have_count(1)
    expect(page.get_by_role("radio", name="CIFAR-10: 10,000", exact=True)).to_have_text("10,000")


def test_keys_undo_and_redo_also_after_a_reload_and_leave_typed_text_alone(page, app):
    open_build(page, app, "/?project=0")
    choose_project(page, "4 · Filters that grow")
    expect(shown_parameters(page)).to_have_text("421,546")
    expect(page.get_by_role("button", name=re.compile("^Undo"))).to_be_enabled()
    page.keyboard.press("Control+z")
    expect(shown_parameters(page)).to_have_text("263,402")
    expect(page.get_by_role("button", name=re.compile("^Redo"))).to_be_enabled()
    page.keyboard.press("Control+Shift+z")
    expect(shown_parameters(page)).to_have_text("421,546")
    expect(page).to_have_url(re.compile("project=4"))
    page.reload()
    expect(page.get_by_role("button", name=re.compile("^Undo"))).to_be_enabled()
    page.get_by_role("tab", name=re.compile("Training")).click()
    epochs = page.get_by_label("Epochs", exact=True).first
    epochs.focus()
    epochs.press("Control+z")
    page.keyboard.press("Escape")
    page.locator("h1").first.click()
    page.keyboard.press("Control+z")
    expect(shown_parameters(page)).to_have_text("263,402")
    expect(page.get_by_role("button", name=re.compile("^Undo"))).to_be_disabled()


def test_a_press_on_train_is_answered_before_the_server_has_heard_of_it(page, app):
    open_build(page, app)
    wait_until_drawn(page)
    assert page.evaluate(PRESS_UNHEARD) == "Starting …"
    expect(page.locator(".starting-word")).to_have_count(0)  # nothing has begun, so it goes by itself
