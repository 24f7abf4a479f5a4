"""A press on a row of the leaderboard opens the run beside the table, a press on a point of the chart its page."""

import re
from pathlib import Path

import pytest

from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store.schema.database import open_database
from builder.ui.leaderboard.table import MOST_VISIBLE_ROWS
from tests.browser.conftest import running_app, wait_for, wait_until_drawn
from tests.ui.made_runs import design, ended_run

pytestmark = pytest.mark.slow

#: Of the table: pixels into the name (after box and place) and into the accuracy; the height of header and rows.
NAME_X, ACCURACY_X, HEADER, ROW = 100, 300, 35, 35
PHONE = {"width": 390, "height": 844}

#: How many lines of the table are in sight, of so many, its header among them.
ROWS_AT_ONCE = """(lines) => {
  const scroller = document.querySelector('.st-key-leaderboard_table .dvn-scroller');
  return lines * scroller.clientHeight / scroller.scrollHeight;
}"""
#: Two frames: what a move of the mouse changes is drawn by then.
DRAWN_TWICE = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
#: Whether the first pixels of the line at the one height are of another colour than those of the line at the other.
IS_LIT = """([lit, other]) => {
  const canvas = document.querySelector('.st-key-leaderboard_table [data-testid=stDataFrame] canvas');
  const colour = (y) => String(
    canvas.getContext('2d').getImageData(5 * devicePixelRatio, Math.round(y * devicePixelRatio), 1, 1).data);
  return colour(lit) !== colour(other);
}"""
#: What has the focus.
FOCUS = "document.activeElement"
#: Where table and panel stand, and whether the panel's head is in sight.
PLACES = """() => {
  const [table, panel] = ['table', 'panel'].map(
    (name) => document.querySelector(`.st-key-leaderboard_${name}`).getBoundingClientRect());
  return {
    isBeside: panel.left >= table.right, isBelow: panel.top >= table.bottom,
    isSeen: panel.top >= 0 && panel.top < innerHeight - 100,
  };
}"""


def press_in(table, x: float, row: int) -> None:
    """Moves the mouse there and then presses, as a hand does: Streamlit's table ignores a press that comes before it
    has drawn that the mouse is over it. Then the line is lit, and another one is not."""
    place, another = (HEADER + (line + 0.5) * ROW for line in (row, row + 2))
    table.hover(position={"x": x, "y": place})
    table.page.wait_for_function(IS_LIT, arg=[place, another])
    table.evaluate(DRAWN_TWICE)
    table.click(position={"x": x, "y": place})


def test_the_space_key_ticks_a_row_and_a_press_opens_the_run_beside_the_table_or_its_page(page, tmp_path: Path):
    settings = Settings(home=tmp_path, database_url=sqlite_url(tmp_path / DATABASE_FILE))
    db = open_database(settings)
    for preset, name, accuracy in (("0", "Second", 0.6), ("4", "First", 0.8)):
        ended_run(db, design(preset, name=name), "a" * 64, accuracy=accuracy)
    for number in range(MOST_VISIBLE_ROWS):
        ended_run(db, design("0", name=f"Other {number}"), "a" * 64, accuracy=0.1 + 0.01 * number)
    ended_run(db, design("0", name="Quick one", limit=400), "a" * 64, accuracy=0.3)
    db.dispose()
    with running_app(tmp_path) as app:
        page.goto(f"{app}/leaderboard")
        table = page.get_by_test_id("stDataFrame").first
        panel = page.locator(".st-key-leaderboard_panel")
        table.locator("canvas").first.wait_for()
        wait_until_drawn(page)
        rows_at_once = page.evaluate(ROWS_AT_ONCE, MOST_VISIBLE_ROWS + 3)
        assert abs(rows_at_once - round(rows_at_once)) < 0.05  # no part of a row at the end
        page.get_by_role("link", name="Accuracy (opens in a new tab)").wait_for()
        press_in(table, ACCURACY_X, 1)
        panel.get_by_role("heading", name="Second").wait_for()  # a press anywhere in the row
        assert page.evaluate(PLACES) == {"isBeside": True, "isBelow": False, "isSeen": True}
        wait_until_drawn(page)
        page.keyboard.press("Space")  # ticks the row, as it ticks any box; Enter opens the cell
        page.get_by_text("1 ticked: Second").wait_for()
        page.keyboard.press("Space")
        page.get_by_text("1 ticked").wait_for(state="detached")
        page.keyboard.press("ArrowUp")
        panel.get_by_role("heading", name="First").wait_for()  # what is open follows the keys
        wait_until_drawn(page)
        assert page.evaluate(f"{FOCUS}?.closest('.st-key-leaderboard_panel')") is None  # the keys stay in the table
        page.keyboard.press("Enter")
        wait_for(page, lambda: page.evaluate(f"{FOCUS}.textContent") == "1. First")  # who goes in by it is inside
        page.keyboard.press("Escape")
        panel.wait_for(state="detached")
        wait_for(page, lambda: page.evaluate(f"{FOCUS}.closest('.st-key-leaderboard_table') !== null"))
        wait_until_drawn(page)
        page.mouse.move(700, 5)
        page.evaluate(DRAWN_TWICE)
        page.keyboard.press("ArrowDown")  # also while the pointer is elsewhere
        panel.get_by_role("heading", name="Second").wait_for()
        wait_until_drawn(page)
        page.keyboard.press("ArrowUp")
        panel.get_by_role("heading", name="First").wait_for()
        wait_until_drawn(page)
        page.reload()
        panel.get_by_role("heading", name="First").wait_for()  # the address names it
        table.locator("canvas").first.wait_for()
        wait_until_drawn(page)
        panel.get_by_role("button", name="Close").click()
        panel.wait_for(state="detached")
        wait_until_drawn(page)
        press_in(table, ACCURACY_X, 0)
        panel.get_by_role("heading", name="First").wait_for()  # also the row that was open last
        wait_until_drawn(page)
        page.go_back()
        panel.wait_for(state="detached")
        wait_until_drawn(page)
        press_in(table, ACCURACY_X, 0)
        panel.get_by_role("heading", name="First").wait_for()  # also after the browser's way back
        wait_until_drawn(page)
        press_in(table, NAME_X, 1)
        panel.get_by_role("heading", name="Second").wait_for()
        wait_until_drawn(page)
        panel.get_by_role("button", name="See what it learned").click()
        page.wait_for_url("**/run?id=*")
        page.get_by_role("heading", name="Second", level=1).wait_for()
        wait_until_drawn(page)
        page.set_viewport_size(PHONE)
        page.goto(f"{app}/leaderboard?board=digits-full")
        page.get_by_role("button", name="Place 1: First").click()
        panel.get_by_role("heading", name="First").wait_for()
        page.wait_for_function(f"({PLACES})().isSeen")  # the page has scrolled to it
        assert page.evaluate(PLACES) == {"isBeside": False, "isBelow": True, "isSeen": True}
        wait_until_drawn(page)
        page.get_by_role("tab", name="Digits · quick").click()
        page.get_by_role("button", name="Place 1: Quick one").wait_for()
        assert page.url.endswith("?board=digits-quick")
        wait_until_drawn(page)
        page.reload()
        page.get_by_role("button", name="Place 1: Quick one").wait_for()
        wait_until_drawn(page)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{app}/leaderboard?board=digits-full")
        points = page.locator(".st-key-leaderboard_costs .mark-symbol path")
        points.first.wait_for()
        wait_until_drawn(page)
        points.first.click(force=True)  # another may lie over it: which one opens is all the same
        page.get_by_role("heading", name=re.compile("First|Second|Other")).first.wait_for()
        wait_until_drawn(page)
        assert "/run?id=" in page.url
        assert page.locator("#vg-tooltip-element.visible").count() == 0  # what the chart said of the point
        page.goto("about:blank")  # no page is left that asks the server, which ends now
