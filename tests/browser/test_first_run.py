"""What a student does in the first minutes, in a real browser, with real training."""

import csv
import io
import re
from pathlib import Path

import numpy as np
from PIL import Image

from builder.ui.app.scripts_ahead import CHARTS, scripts
from tests.browser.build_page import choose_project, open_build, shown_parameters
from tests.browser.conftest import LOADED, wait_until_drawn
from tests.browser.expecting import expect

#: Notes whether Train could be pressed while a message was there: messages go by themselves after some seconds.
WATCH_TRAIN_BESIDE_MESSAGE = """() => {
  window.trainBesideMessage = { seen: false };
  const look = () => {
    const message = document.querySelector('[data-testid=stToast]');
    const train = document.querySelector('.st-key-train button');
    if (message && train) {
      const box = train.getBoundingClientRect();
      trainBesideMessage.seen ||= train.contains(
        document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }
    if (!trainBesideMessage.seen) requestAnimationFrame(look);
  };
  look();
}"""

#: The mark is on the browser's tab.
HAS_ITS_ICON = "document.querySelector('link[rel~=icon]').href.startsWith('data:image/svg+xml')"
#: The product's name stands beside the mark that is seen.
SAYS_THE_NAME = """() => [...document.querySelectorAll('.stLogo')].some((mark) => mark.checkVisibility()
  && getComputedStyle(mark.parentElement, '::after').content === '"Model Builder"')"""


def test_a_preset_and_undo_change_the_total(page, app):
    open_build(page, app)
    choose_project(page, "4 · Filters that grow")
    expect(shown_parameters(page)).to_have_text("421,546")
    choose_project(page, "5 · Dropout 0.2")
    expect(shown_parameters(page)).to_have_text("421,546")
    choose_project(page, "11 · 512 and 512")
    expect(shown_parameters(page)).to_have_text("1,964,842")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(shown_parameters(page)).to_have_text("421,546")


def test_moving_a_slider_and_adding_a_convolution_change_the_total_as_keras_counts_it(page, app):
    open_build(page, app, "/?project=0")
    expect(shown_parameters(page)).to_have_text("263,402")
    page.get_by_text(re.compile("^Block 1")).first.click()
    filters = page.get_by_role("slider", name="Filters").first
    filters.focus()
    filters.press("ArrowRight")
    # The next stop after 32 filters is 48: 3·3·3·48 + 48 weights, and 16·16·48 inputs to the dense layer.
    expect(shown_parameters(page)).to_have_text(f"{3 * 3 * 3 * 48 + 48 + 16 * 16 * 48 * 32 + 32 + 330:,}")
    filters.press("ArrowLeft")
    expect(shown_parameters(page)).to_have_text("263,402")
    convolutions = page.get_by_role("spinbutton", name="Convolutions").first
    convolutions.fill("2")
    convolutions.press("Enter")
    # A second 3x3 convolution from 32 to 32 channels: 3·3·32·32 + 32 = 9,248 more.
    expect(shown_parameters(page)).to_have_text("272,650")


def test_a_student_trains_ranks_and_classifies(page, app):
    open_build(page, app, "/?project=0")
    page.get_by_role("tab", name=re.compile("Training")).click()
    epochs = page.get_by_label("Epochs", exact=True).first
    epochs.fill("2")
    epochs.press("Enter")
    expect(page.get_by_text(re.compile("2 epochs")).first).to_be_visible()
    train = page.get_by_role("button", name="Train", exact=True)
    wait_until_drawn(page)
    page.evaluate(WATCH_TRAIN_BESIDE_MESSAGE)
    train.click()
    page.wait_for_function("trainBesideMessage.seen")  # the message does not lie over it
    curve = page.locator(".js-plotly-plot").first
    expect(curve).to_be_visible()
    page.wait_for_function(
        "() => { const plot = document.querySelector('.js-plotly-plot');"
        " return plot && plot.data && plot.data.some(trace => trace.x && trace.x.length === 2); }"
    )
    expect(page.get_by_text(re.compile("Test accuracy")).first).to_be_visible()
    page.wait_for_function(LOADED, arg=list(scripts(CHARTS)))  # for the run's page

    page.get_by_role("link", name="Leaderboard").first.click()
    expect(page.get_by_role("heading", name="Leaderboard")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 1 and "Project 0" in rows[0].values() and "2" in rows[0].values()

    page.get_by_role("link", name="Classify").first.click()
    expect(page.get_by_role("heading", name="Classify a picture")).to_be_visible()
    picture = io.BytesIO()
    Image.fromarray(np.tile(np.arange(0, 240, 4, dtype=np.uint8), (60, 1))).save(picture, "PNG")
    page.locator("input[type=file]").set_input_files(
        {"name": "ramp.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    # Once in a wide window; a narrow one has it beside the picture too.
    expect(page.get_by_text("Probably none of these ten classes").filter(visible=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"^It says \d, \D{0,2}\d+ %")).filter(visible=True)).to_be_visible()

    answer = page.get_by_role("heading", name=re.compile(r"^\d, \D{0,2}\d+ %$"))
    page.get_by_text("Draw", exact=True).click()
    expect(answer).to_have_count(0)
    hint = page.get_by_text("Draw a digit here", exact=True)
    expect(hint).to_be_visible()
    box = page.locator(".digit-canvas canvas").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    expect(hint).to_be_hidden()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=8)
    expect(answer).to_be_visible()  # while it is drawn
    page.mouse.up()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(answer).to_have_count(0)
    expect(hint).to_be_visible()


def test_every_page_opens_from_a_cold_link_and_bears_the_products_name(page, app):
    for path, heading in (("/leaderboard", "Leaderboard"), ("/classify", "Classify a picture"), ("/build", None)):
        page.goto(app + path)
        if heading:
            expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        else:
            expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="Leaderboard").first).to_be_visible()
        mark = page.locator(".stLogo:visible")
        expect(mark).to_have_count(1)
        page.wait_for_function(SAYS_THE_NAME)  # once its style is there
        page.wait_for_function(HAS_ITS_ICON)
