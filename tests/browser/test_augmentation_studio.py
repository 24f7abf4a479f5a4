"""The augmentation studio in a browser: it follows a slider without blinking, and fits wide and narrow screens."""

import pytest

from tests.browser.conftest import wait_until_drawn

pytestmark = pytest.mark.slow

#: Counts the frames in which an image is missing or not drawn, and whether the images are still the same elements.
WATCH = """() => {
  const images = () => [...document.querySelectorAll('.studio .draws img')];
  const first = images()[0], sources = images().map((image) => image.src);
  window.studio = { frames: 0, blank: 0, changed: 0, kept: true };
  const look = () => {
    const now = images();
    studio.frames += 1;
    if (now.length !== 24 || now.some((image) => !image.complete || image.naturalWidth !== 32)) studio.blank += 1;
    studio.changed = now.filter((image, place) => image.src !== sources[place]).length;
    studio.kept &&= now[0] === first;
    requestAnimationFrame(look);
  };
  look();
}"""
COLUMNS = "() => getComputedStyle(document.querySelector('.studio .draws')).gridTemplateColumns.split(' ').length"


def open_project_16(page, app: str) -> None:
    page.goto(f"{app}/?project=16")
    page.locator(".studio .draws img").nth(23).wait_for()
    page.wait_for_function("getComputedStyle(document.querySelector('.studio .draws')).display === 'grid'")


def test_a_slider_changes_all_24_images_and_none_blinks(page, app: str):
    open_project_16(page, app)
    wait_until_drawn(page)
    page.get_by_role("tab", name="Training").click()
    rotation = page.get_by_label("Rotation").locator("input")
    rotation.focus()
    page.evaluate(WATCH)
    for degrees in (20, 25, 30):
        page.keyboard.press("ArrowRight")
        page.get_by_text(f"rotation ±{degrees}°").wait_for()
        wait_until_drawn(page)
    page.wait_for_function("studio.changed === 24")
    seen = page.evaluate("studio")
    assert seen["blank"] == 0 and seen["kept"]
    assert rotation.evaluate("element => element === document.activeElement")  # and the keyboard stays with the slider


@pytest.mark.parametrize(("width", "columns"), [(1440, 6), (390, 4)])
def test_the_draws_stand_six_by_four_where_there_is_room_and_four_by_six_on_a_phone(page, app, width, columns):
    page.set_viewport_size({"width": width, "height": 900})
    open_project_16(page, app)
    assert page.evaluate(COLUMNS) == columns
    assert page.evaluate("document.documentElement.scrollWidth") == width
    original, draw = (page.locator(name).first.bounding_box() for name in (".studio figure img", ".studio .draws img"))
    assert original["width"] > 1.5 * draw["width"]
    assert draw["width"] == pytest.approx(draw["height"], abs=0.5)
