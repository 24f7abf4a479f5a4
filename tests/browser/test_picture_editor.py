"""The network's picture in a browser: a click opens a block's fields, the keyboard reaches, moves and removes it."""

import re
from pathlib import Path

import pytest

from builder.ui.figures import network_picks
from tests.browser.build_page import open_build, shown_parameters
from tests.browser.conftest import wait_for, wait_until_drawn
from tests.browser.expecting import expect

pytestmark = pytest.mark.slow


def layer(page, name: str):
    return page.locator(f".network-picks g[data-layer='{name}']")


def filters(page) -> list[str]:
    """The filters of the conv blocks, by their heads in the sidebar."""
    heads = page.locator("[class*=st-key-open-conv_blocks]").all_inner_texts()
    return [re.search(r"1 × (\d+)", head)[1] for head in heads]


def drawn(page) -> str:
    return page.locator(".network-picks svg").inner_html()


def test_a_click_opens_the_fields_and_the_picture_follows_each_edit(page, app):
    open_build(page, app, "/?project=4")
    layer(page, "conv2d_1").hover()
    note = page.locator(".network-picks .note")
    expect(note).to_contain_text("Convolution · block 2")
    expect(note).to_contain_text("16×16, 64 maps · 18,496 parameters · 4,718,592 multiply-adds")
    expect(note).to_contain_text("A small window slides over the picture")
    wait_until_drawn(page)
    page.evaluate("networkDrawings.clear()")  # as after a run that was ended before the picture was sent
    layer(page, "conv2d_1").click()
    fields = page.locator("[class*=st-key-chosen_fields]")
    expect(fields.get_by_role("slider", name="Filters")).to_have_attribute("aria-valuetext", "64")
    marked = page.locator(".network-picks g[aria-pressed=true]")
    expect(marked).to_have_count(2)
    wait_until_drawn(page)
    before = drawn(page)
    fields.get_by_role("slider", name="Filters").press("ArrowRight")
    # 3·3·32·96 + 96 and 3·3·96·128 + 128 in place of 18,496 and 73,856.
    expect(shown_parameters(page)).to_have_text(f"{421_546 - 18_496 - 73_856 + 27_744 + 110_720:,}")
    wait_for(page, lambda: drawn(page) != before)
    expect(layer(page, "conv2d_1")).to_have_attribute("aria-label", re.compile("96 maps"))
    expect(fields.get_by_role("slider", name="Filters")).to_be_focused()


def test_the_keyboard_goes_from_layer_to_layer_opens_moves_and_deletes(page, app):
    open_build(page, app, "/?project=4")
    wait_until_drawn(page)
    expect(page.locator(".network-picks g[tabindex='0']")).to_have_count(1)  # one stop of the Tab key
    layer(page, "").focus()
    page.keyboard.press("ArrowRight")
    expect(layer(page, "conv2d")).to_be_focused()
    expect(page.locator(".network-picks .note")).to_contain_text("Convolution · block 1")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    wait_for(page, lambda: filters(page) == ["32", "128", "64", "256"])
    wait_until_drawn(page)
    expect(layer(page, "conv2d_2")).to_be_focused()  # it goes where its block went
    page.keyboard.press("Delete")
    wait_for(page, lambda: filters(page) == ["32", "128", "256"])
    wait_until_drawn(page)
    expect(page.locator(".network-picks g:focus")).to_have_count(1)
    page.keyboard.press("Control+z")
    wait_for(page, lambda: filters(page) == ["32", "128", "64", "256"])


def test_the_keyboard_goes_into_the_fields_of_what_it_chose_and_comes_back_to_its_box(page, app):
    open_build(page, app, "/?project=4")
    wait_until_drawn(page)
    panel = page.get_by_role("group", name="Convolution · block 2")
    box = layer(page, "conv2d_1")
    box.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("slider", name="Filters")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    close = panel.get_by_role("button", name="Close")
    close.focus()
    page.keyboard.press("Enter")
    expect(panel).to_have_count(0)
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    panel.get_by_role("button", name="Add a block after it").focus()
    page.keyboard.press("Enter")
    new = page.get_by_role("group", name="Convolution · block 3")
    expect(new.get_by_role("slider", name="Filters")).to_be_focused()
    layer(page, "dense").click()  # the arrow keys scroll the page, and leave its width alone
    expect(page.get_by_role("group", name="Dense · dense 1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(layer(page, "dense")).to_be_focused()


def test_a_press_counts_for_the_box_that_it_began_on_whatever_is_drawn_meanwhile(page, app):
    open_build(page, app, "/?project=4")
    wait_until_drawn(page)
    layer(page, "conv2d_2").scroll_into_view_if_needed()
    box = layer(page, "conv2d_2").locator("path").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.evaluate("document.querySelector('.st-key-add-dense_blocks button').click()")
    layer(page, "dense_2").wait_for()  # another drawing
    page.mouse.up()
    expect(layer(page, "conv2d_2")).to_have_attribute("aria-pressed", "true")


def test_on_a_phone_the_fields_come_into_sight_and_nothing_stands_out_to_the_side(page, app):
    page.set_viewport_size({"width": 390, "height": 844})
    open_build(page, app, "/?project=13")
    wait_until_drawn(page)
    for name in ("dense_1", "conv2d_5", "dense_2"):  # of the output, three pixels are to be seen
        layer(page, name).click()
        expect(layer(page, name)).to_have_attribute("aria-pressed", "true")
        told = page.locator("[class*='st-key-chosen-']").first
        wait_for(page, lambda told=told: 0 <= told.bounding_box()["y"] < 700)
        wait_for(page, lambda: page.locator(".network-picks svg:visible").bounding_box()["y"] >= 60)  # below the head
        wait_until_drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


#: Draws a picture of one layer several times, as after several choices, and presses Esc in its panel; what was sent.
DRAWN_OFTEN = """(source) => {
  const component = new Function(`${source.replace("export default function", "return function")}`)();
  document.body.innerHTML = '<div id="here"></div><div class="st-key-chosen-dense-1"><button>Close</button></div>';
  const parentElement = document.getElementById("here"), sent = [];
  const wide = '<svg viewBox="0 0 9 9"><g data-layer="dense"><path d="M0 0h5v5z"/></g></svg>';
  const notes = [["dense", ["dense.1", "Dense", "8 units", ""]]];
  for (const chosen of ["", "dense.1", "", "dense.1"]) {
    const data = { drawing: "one", wide, narrow: "", notes, chosen, edits: true, label: "" };
    component({ data, parentElement, setTriggerValue: (name, value) => sent.push(`${name}=${value}`) });
  }
  const button = document.querySelector("button");
  button.focus();
  button.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  return sent;
}"""


def test_a_picture_that_was_drawn_often_hears_a_key_once(chromium):
    figures = Path(network_picks.__file__).parent
    scripts = ("network_drawing.js", "network_focus.js", "network_picks.js")
    page = chromium.new_page()
    source = "\n".join((figures / script).read_text(encoding="utf-8") for script in scripts)
    assert page.evaluate(DRAWN_OFTEN, source) == ["part="]
    page.close()
