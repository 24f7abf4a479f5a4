"""How a person gets a page into a state: what is pressed on it, and what then comes."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.settled import settle

#: Something to upload.
PICTURE = Path(__file__).parents[1] / "docs" / "build-page.png"


def heading(name: str) -> Callable[[Page], None]:
    """Waits for the heading that begins so."""
    return lambda page: page.get_by_role("heading", name=re.compile(f"^{re.escape(name)}")).first.wait_for()


def text(words: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_text(words).first.wait_for()


def button(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).first.wait_for()


def open_first_block(page: Page) -> None:
    button("Train")(page)
    page.get_by_text(re.compile("^Block 1")).first.click()
    page.get_by_role("slider", name="Filters").first.wait_for()


def choose_in_picture(page: Page) -> None:
    layers = page.get_by_role("toolbar").get_by_role("button")
    layers.nth(1).click()
    page.get_by_role("toolbar").get_by_role("button", pressed=True).first.wait_for()


def open_explanation(page: Page) -> None:
    """Of the block that is chosen in the picture."""
    page.get_by_test_id("stMain").get_by_role("button", name="How does this work?").click()
    page.get_by_test_id("stPopoverBody").get_by_text("In the glossary").wait_for()


def let_flow(page: Page) -> None:
    page.get_by_text("Show a picture flowing through").first.click()
    page.get_by_role("button", name=re.compile("^Another")).first.wait_for()


def open_beside(page: Page) -> None:
    page.get_by_role("button", name=re.compile(r"^Place \d: Project 0, 64 units")).click()
    page.get_by_role("button", name="Close").first.wait_for()


def open_training(page: Page) -> None:
    button("Train")(page)
    page.get_by_role("tab", name=re.compile("Training")).click()
    page.get_by_label("Epochs", exact=True).first.wait_for()


def open_drawer(page: Page) -> None:
    button("Train")(page)
    settle(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_text(re.compile("^Block 1")).first.wait_for(state="visible")


def section(title: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.get_by_role("tab", name=title).click()
        page.get_by_role("tab", name=title, selected=True).wait_for()

    return reach


def classify_a_sample(page: Page) -> None:
    page.get_by_text("Sample", exact=True).click()
    page.get_by_role("heading", name=re.compile(r"%$")).wait_for()


def classify_ten(page: Page) -> None:
    page.get_by_text("Sample", exact=True).click()
    page.get_by_role("button", name="10 at once").click()
    page.get_by_role("button", name="Open picture 10").wait_for()
    page.get_by_text("…", exact=True).first.wait_for(state="detached")


def choose_a_box(page: Page) -> None:
    heading("Classify")(page)
    settle(page)
    page.locator("input[type=file]").first.set_input_files(PICTURE)
    page.get_by_text("Box", exact=True).click()
    page.locator(".picture-box__box").wait_for()
    page.get_by_text(re.compile("^What the network sees: the box")).wait_for()


def classify_a_drawing(page: Page) -> None:
    page.get_by_text("Draw", exact=True).click()
    canvas = page.locator("canvas[aria-label]").or_(page.locator(".digit-canvas canvas")).first
    canvas.wait_for()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=8)
    page.mouse.up()
    page.get_by_role("heading", name=re.compile(r"%$")).wait_for()


def has_curve(page: Page) -> None:
    page.wait_for_function(
        "() => document.querySelector('.js-plotly-plot')?.data?.some((curve) => curve.x?.length > 2)", polling=200
    )
