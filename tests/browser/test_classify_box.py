"""The box on an uploaded picture, by mouse and keyboard."""

import io
import re

import pytest
from PIL import Image

from tests.browser.conftest import wait_for, wait_until_drawn
from tests.browser.expecting import expect

pytestmark = pytest.mark.slow


#: Whether the pictures of the page are there.
LOADED = """() => {
  const images = [...document.querySelectorAll('.stImage img')];
  return images.length > 0 && images.every(one => one.complete && one.naturalWidth > 0);
}"""


def quarters() -> bytes:
    """Red, green, blue and white, of 200 x 100 pixels each."""
    picture = Image.new("RGB", (400, 200), "red")
    for colour, corner in (("lime", (200, 0)), ("blue", (0, 100)), ("white", (200, 100))):
        picture.paste(colour, (*corner, corner[0] + 200, corner[1] + 100))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def open_box(page, address: str):
    """A picture is uploaded and a box chosen; the box."""
    page.goto(address + "/classify")
    wait_until_drawn(page)
    page.locator("input[type=file]").first.set_input_files(
        files=[{"name": "quarters.png", "mimeType": "image/png", "buffer": quarters()}]
    )
    page.wait_for_function(LOADED)  # what is replaced before the browser has asked for it would be missing
    page.get_by_text("Box", exact=True).click()
    box = page.locator(".picture-box__box")
    expect(box).to_have_attribute(
        "aria-label", re.compile("^What the network sees: 140 by 140 pixels, 130 from the left")
    )
    wait_until_drawn(page)
    return box


def seen_colours(page) -> set[str]:
    """The colours of the corners of what the network sees."""
    read = """(image) => {
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
      const drawn = canvas.getContext('2d');
      drawn.drawImage(image, 0, 0);
      const last = [canvas.width - 1, canvas.height - 1];
      return [[0, 0], [last[0], 0], [0, last[1]], last].map(([x, y]) => drawn.getImageData(x, y, 1, 1).data.join());
    }"""
    names = {"255,0,0,255": "red", "0,255,0,255": "green", "0,0,255,255": "blue", "255,255,255,255": "white"}
    return {names.get(one, one) for one in page.locator(".st-key-network_sees img").evaluate(read)}


def test_the_network_sees_what_is_in_the_box_wherever_it_is_drawn_moved_or_sized(page, app):
    box = open_box(page, app)
    assert page.locator(".picture-box").evaluate("one => getComputedStyle(one).touchAction") == "none"  # for a finger
    wait_for(page, lambda: seen_colours(page) == {"red", "green", "blue", "white"})
    shown = page.locator(".picture-box img").bounding_box()
    across, down = shown["width"] / 400, shown["height"] / 200
    page.mouse.move(shown["x"] + 10 * across, shown["y"] + 10 * down)
    page.mouse.down()
    page.mouse.move(shown["x"] + 60 * across, shown["y"] + 60 * down, steps=4)
    page.mouse.up()
    expect(box).to_have_attribute("aria-label", re.compile("(49|50|51) by (49|50|51) pixels"))
    wait_for(page, lambda: seen_colours(page) == {"red"})
    middle = box.bounding_box()
    page.mouse.move(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    page.mouse.down()
    page.mouse.move(shown["x"] + 300 * across, shown["y"] + 50 * down, steps=4)
    page.mouse.up()
    wait_for(page, lambda: seen_colours(page) == {"green"})
    box.focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("Shift+ArrowDown")
    wait_for(page, lambda: seen_colours(page) == {"white"})
    before = box.get_attribute("aria-label")
    page.keyboard.press("-")
    expect(box).not_to_have_attribute("aria-label", before)
