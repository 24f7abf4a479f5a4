"""A look inside a network in a browser: a click on a layer shows its maps, the epoch slider changes the pictures."""

import pytest
from PIL import Image

from builder.engine.build import build_model
from builder.engine.bundle import save_bundle
from builder.engine.snapshots import save_snapshot
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.schema.database import open_database
from tests.browser.conftest import wait_for, wait_until_drawn
from tests.jobs.small_networks import small
from tests.ui.made_runs import ended_run

pytestmark = pytest.mark.slow

HEAT = "img[alt^='The places that speak for']"


@pytest.fixture(scope="module")
def network(app, home):
    """A run of three epochs, with the weights of other seeds, in the server's home."""
    settings = load_settings({"BUILDER_HOME": str(home)})
    db = open_database(settings)
    run = ended_run(db, small(), "a" * 64, accuracy=0.6)
    db.dispose()
    folder = artifacts_of(settings).folder(run.id)
    for epoch in (1, 2, 3):
        save_snapshot(build_model(run.experiment, seed=epoch), epoch, folder)
    save_bundle(build_model(run.experiment, seed=3), run.experiment, folder)
    return run


@pytest.fixture
def inside(page, app, network):
    """The section, open by its own address, once its first answer is there."""
    page.goto(f"{app}/run?id={network.id}&show=Inside")
    page.locator(HEAT).nth(1).wait_for()
    return page


def test_a_click_on_a_layer_shows_its_maps_and_the_keyboard_reaches_it_too(inside):
    page = inside
    page.get_by_role("radio", name="Layer by layer").click()
    page.get_by_text("its 6 maps of 32 × 32").wait_for()
    page.locator(".network-picks g[data-layer=conv2d_1]").click()
    page.get_by_text("its 6 maps of 16 × 16").wait_for()
    assert page.locator(".network-picks g[aria-pressed=true]").get_attribute("data-layer") == "conv2d_1"
    page.locator(".network-picks g[data-layer=max_pooling2d_1]").focus()
    page.keyboard.press("Enter")
    page.get_by_text("its 6 maps of 8 × 8").wait_for()
    assert page.locator(".looked.maps img").count() == 6
    shown = page.locator(".looked.maps img").first.bounding_box()
    assert shown["width"] > 40 and shown["width"] == pytest.approx(shown["height"], abs=1)


def test_a_click_on_a_pixel_shows_how_its_number_comes_about(inside):
    page = inside
    page.get_by_role("radio", name="Layer by layer").click()
    page.locator("[data-maps] .one-value").wait_for()
    wait_until_drawn(page)

    def chosen() -> list[str]:
        return [page.get_by_label(name, exact=True).input_value() for name in ("Map", "Row", "Column")]

    def numbers() -> list[str]:
        return page.locator(".one-value .numbers").evaluate_all("all => all.map(one => one.ariaLabel)")

    before = numbers()
    small = page.locator(".looked.maps figure[data-map='4'] img")
    box = small.bounding_box()
    small.click(position={"x": box["width"] * 20.5 / 32, "y": box["height"] * 10.5 / 32})
    wait_for(page, lambda: chosen() == ["4", "11", "21"])
    wait_for(page, lambda: numbers() != before)
    assert page.locator(".st-key-inside_value").bounding_box()["y"] >= 0
    before = numbers()
    page.locator(".one-value .given img").click(position={"x": 1, "y": 1})
    wait_for(page, lambda: chosen() == ["4", "1", "1"])
    wait_for(page, lambda: numbers() != before)
    assert page.locator(".one-value .numbers .outside").count() == 3 * 5


def test_the_epoch_slider_changes_the_pictures(inside):
    page = inside
    page.get_by_role("radio", name="How it grew").click()
    page.get_by_text("3 (kept)").first.wait_for()
    wait_until_drawn(page)

    def seen() -> tuple[str, str]:
        return tuple(page.locator(place).first.get_attribute("src") for place in (HEAT, ".looked.filters img"))

    last = seen()
    page.get_by_role("slider", name="Epoch").focus()
    page.keyboard.press("ArrowLeft")
    wait_for(page, lambda: all(now != before for now, before in zip(seen(), last, strict=True)))


def test_on_a_phone_nothing_stands_out_to_the_side(inside):
    inside.set_viewport_size({"width": 390, "height": 900})
    inside.get_by_role("radio", name="Layer by layer").click()
    inside.get_by_text("its 6 maps of 32 × 32").wait_for()
    assert inside.evaluate("document.documentElement.scrollWidth") == 390
    assert inside.locator(".way").evaluate("way => way.scrollWidth <= way.clientWidth")
    inside.locator(".one-value").wait_for()
    lines = inside.locator(".total .term").evaluate_all(
        "all => all.map(one => [...one.children].map(part => part.offsetLeft))"
    )
    assert all(places == sorted(places) for places in lines)


def test_from_classify_the_same_picture_is_looked_at_inverted_as_it_was(page, app, network, tmp_path):
    paper = tmp_path / "paper.png"
    Image.new("L", (64, 64), 250).save(paper)
    page.goto(f"{app}/classify")
    page.locator("input[type=file]").set_input_files(paper)
    page.get_by_text("Do not rely on this answer").wait_for()
    page.locator("label").filter(has_text="Invert").click()
    page.get_by_text("inverted, so is this picture").wait_for()
    page.get_by_text("Do not rely on this answer").wait_for(state="hidden")
    page.locator(".js-plotly-plot").wait_for()  # the answer to the inverted one
    page.get_by_role("button", name="Where did it look?").click()
    page.get_by_text("The picture from Classify.").wait_for()
    page.locator(HEAT).nth(1).wait_for()
    page.get_by_text("inverted, so is this picture").wait_for()
    assert page.locator("img[alt='The picture as the network sees it']").count() == 1
    page.go_back()
    page.get_by_text("Still here from before.").wait_for()
    page.get_by_text("inverted, so is this picture").wait_for()
