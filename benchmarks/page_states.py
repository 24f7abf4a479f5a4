"""Every page in every state that a person meets: how it is reached, by what stands on it.

    python -m benchmarks.screenshots --into FOLDER

makes pictures of them all, and tests/browser/test_layout.py looks at their layout.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from benchmarks.trained_home import SECRET, TrainedHome, named, small, train_in
from builder import presets
from builder.design.edit.fields import edited
from builder.store.runs.records import Run
from builder.ui.app.identity import COOKIE
from builder.ui.build import share
from builder.ui.run_page.sections import SECTIONS

LONGEST = 240_000
#: Something to upload.
PICTURE = Path(__file__).parents[1] / "docs" / "build-page.png"
#: Width and height of the window, in CSS pixels.
SIZES = {"wide": (1440, 900), "tablet": (820, 1180), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
#: True once everything that the page asked for has come, and neither a picture nor the layout changes any more.
SETTLED = """async () => {
  const app = document.querySelector('[data-testid=stApp]');
  if (app?.dataset.testScriptState !== 'notRunning') return false;
  if (document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner], [data-testid=stToast]')) return false;
  if ([...document.images].some((image) => !image.complete)) return false;
  if (document.querySelector('.live-curves__plot:not([aria-label])')) return false;
  const isWiderThanItsPlace = (svg) => svg.clientWidth > svg.closest('.live-curves__plot').clientWidth + 1;
  if ([...document.querySelectorAll('.live-curves__plot .main-svg')].some(isWiderThanItsPlace)) return false;
  const ground = getComputedStyle(app).backgroundColor;
  const grounds = [...document.querySelectorAll('.js-plotly-plot')].map((plot) => plot.querySelector('.main-svg'));
  const isThemed = (colour) => ['', 'transparent', 'rgba(0, 0, 0, 0)', ground].includes(colour);
  if (!grounds.every((svg) => svg && isThemed(svg.style.background || svg.style.backgroundColor))) return false;
  await document.fonts.ready;
  const passing = (each) => each.playState === 'running' && each.effect?.getComputedTiming().iterations !== Infinity;
  if (document.getAnimations().some(passing)) return false;
  const main = document.querySelector('[data-testid=stMain]');
  const shown = () => [main.scrollHeight, main.scrollWidth, main.querySelectorAll('*').length, innerWidth].join();
  const before = shown();
  await new Promise((go) => setTimeout(go, 250));
  return before === shown();
}"""


class State(NamedTuple):
    """One page in one state. `reach` does on the page at `address` what a person does, and waits for what comes."""

    name: str
    address: str
    reach: Callable[[Page], None]
    sizes: tuple[str, ...] = tuple(SIZES)


def heading(name: str) -> Callable[[Page], None]:
    """Waits for the heading that begins so."""
    return lambda page: page.get_by_role("heading", name=re.compile(f"^{re.escape(name)}")).first.wait_for()


def text(words: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_text(words).first.wait_for()


def button(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).first.wait_for()


def untouched() -> Iterator[State]:
    """What a visitor meets before anybody has trained anything."""
    yield State("build-first-visit", "/", button("Train your first network"))
    yield State("course-first-visit", "/course", heading("Course"))
    yield State("leaderboard-empty", "/leaderboard", heading("Leaderboard"))
    yield State("classify-empty", "/classify", heading("Classify"))
    yield State("classify-box", "/classify", _choose_a_box, ("wide", "narrow"))
    yield State("compare-empty", "/compare", heading("Compare"))
    yield State("run-unknown", "/run?id=none", heading(""))
    yield State("glossary", "/glossary", heading("Glossary"))


def trained(home: TrainedHome) -> Iterator[State]:
    """What whoever trained the home's runs meets afterwards."""
    both = f"{home.first.id},{home.better.id}"
    yield State("build-with-result", "/?project=0", button("Train"))
    yield State("build-block-open", "/?project=15", _open_first_block, ("wide",))
    yield State("build-block-in-picture", "/?project=15", _choose_in_picture)
    yield State("build-explained", "/?project=15", _open_explanation, ("wide",))
    yield State("build-flow", f"/?{_link(small(3))}", _let_flow)
    yield State("build-training-tab", "/?project=15", _open_training, ("wide",))
    yield State("build-drawer", "/?project=4", _open_drawer, ("narrow",))
    yield State("build-augmentation", f"/?{_link(_augmented())}", text("Augmentation studio"))
    yield State("build-problem", f"/?{_link(_too_deep())}", button("Train"))
    yield State("course", "/course", heading("Course"))
    yield State("course-card", "/course?open=7", heading("Course"))
    yield State("course-compare", "/course?compare=15", heading("Project 15"))
    yield State("course-one-change", "/course?change=4", button("Train both"))
    yield State("leaderboard", "/leaderboard", heading("Leaderboard"))
    yield State("leaderboard-run-beside", "/leaderboard", _open_beside)
    yield State("compare", f"/compare?ids={both}", heading("2 runs compared"))
    for section in SECTIONS:
        name = "run-" + section.title.lower().replace(" ", "-")
        address = f"/run?id={home.better.id}&show={section.title.replace(' ', '+')}"
        yield State(name, address, _section(section.title))
    yield State("run-guessing", f"/run?id={home.guessing.id}", heading(home.guessing.name))
    yield State("run-without-epoch", f"/run?id={home.without_epoch.id}", heading(home.without_epoch.name))
    yield State("classify", "/classify", heading("Classify"))
    yield State("classify-answer", "/classify", _classify_a_sample)
    yield State("classify-drawn", "/classify", _classify_a_drawing)
    yield State("classify-ten", "/classify", _classify_ten, ("wide", "narrow"))


def under_way(running: Run, waiting: Run) -> Iterator[State]:
    """What whoever trains `running`, with `waiting` behind it, meets."""
    yield State("build-training", "/?project=0", _has_curve)
    yield State("run-training", f"/run?id={running.id}", heading(running.name))
    yield State("run-waiting", f"/run?id={waiting.id}", heading(waiting.name))
    yield State("course-training", "/course", heading("Course"))


def visited(browser: Browser, address: str, home: Path) -> Iterator[tuple[State, Page]]:
    """Each state on its page, in a window as wide as it is wide; `home` is the server's, and new.

    Between the states this trains what they need.
    """
    with visitor(browser) as page:
        yield from _each(page, address, untouched())
    made = train_in(home)
    with visitor(browser, address) as page:
        yield from _each(page, address, trained(made))
        running, waiting = made.train(named(small(1000), "A long one")), made.train(named(small(2), "Next in line"))
        yield from _each(page, address, under_way(running, waiting))
    made.db.dispose()


@contextmanager
def visitor(browser: Browser, address: str | None = None) -> Iterator[Page]:
    """A page of a new visitor's; of whoever trained the home's runs, where the server's address is given."""
    context = browser.new_context()
    context.set_default_timeout(LONGEST)
    if address:
        context.add_cookies([{"name": COOKIE, "value": SECRET, "url": address}])
    try:
        yield context.new_page()
    finally:
        context.close()


def _each(page: Page, address: str, states: Iterator[State]) -> Iterator[tuple[State, Page]]:
    for state in states:
        show(page, state.sizes[0], "light")
        page.goto(address + state.address)
        state.reach(page)
        settle(page)
        yield state, page


def show(page: Page, size: str, scheme: str) -> None:
    """The window at one of SIZES, in one of SCHEMES."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def settle(page: Page) -> None:
    """Waits until nothing of the page is under way."""
    page.mouse.move(0, 0)
    page.wait_for_function(SETTLED, polling=100)


def _link(experiment) -> str:
    return f"design={share.encode(experiment)}"


def _augmented():
    """Project 18 with everything that an augmentation can have, and the mirror average."""
    experiment = presets.get("18").experiment.on("digits")
    more = {"crop": 2, "cutout": 8, "horizontal_flip": "alternating"}
    augmentation = experiment.training.augmentation.model_copy(update=more)
    return edited(edited(experiment, ("training", "augmentation"), augmentation), ("training", "mirror_average"), True)


def _too_deep():
    """Project 4 with so many blocks that nothing is left to pool."""
    experiment = presets.get("4").experiment.on("digits")
    block = experiment.network.conv_blocks[-1]
    blocks = (*experiment.network.conv_blocks, block, block, block, block)
    return edited(experiment, ("network", "conv_blocks"), blocks)


def _open_first_block(page: Page) -> None:
    button("Train")(page)
    page.get_by_text(re.compile("^Block 1")).first.click()
    page.get_by_role("slider", name="Filters").first.wait_for()


def _choose_in_picture(page: Page) -> None:
    layers = page.get_by_role("toolbar").get_by_role("button")
    layers.nth(1).click()
    page.get_by_role("toolbar").get_by_role("button", pressed=True).first.wait_for()


def _open_explanation(page: Page) -> None:
    _choose_in_picture(page)
    page.get_by_test_id("stMain").get_by_role("button", name="How does this work?").click()
    page.get_by_test_id("stPopoverBody").get_by_text("In the glossary").wait_for()


def _let_flow(page: Page) -> None:
    page.get_by_text("Show a picture flowing through").first.click()
    page.get_by_role("button", name=re.compile("^Another")).first.wait_for()


def _open_beside(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Project 0, 64 units")).first.click()
    page.get_by_role("button", name="Close").first.wait_for()


def _open_training(page: Page) -> None:
    button("Train")(page)
    page.get_by_role("tab", name=re.compile("Training")).click()
    page.get_by_label("Epochs", exact=True).first.wait_for()


def _open_drawer(page: Page) -> None:
    button("Train")(page)
    settle(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_text(re.compile("^Block 1")).first.wait_for(state="visible")


def _section(title: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.get_by_role("tab", name=title, selected=True).wait_for()

    return reach


def _classify_a_sample(page: Page) -> None:
    page.get_by_text("Sample", exact=True).click()
    page.get_by_role("heading", name=re.compile(r"%$")).wait_for()


def _classify_ten(page: Page) -> None:
    page.get_by_text("Sample", exact=True).click()
    page.get_by_role("button", name="10 at once").click()
    page.get_by_role("button", name="Open picture 10").wait_for()
    page.get_by_text("…", exact=True).first.wait_for(state="detached")


def _choose_a_box(page: Page) -> None:
    heading("Classify")(page)
    settle(page)
    page.locator("input[type=file]").first.set_input_files(PICTURE)
    page.get_by_text("Box", exact=True).click()
    page.locator(".picture-box__box").wait_for()
    page.get_by_text(re.compile("^What the network sees: the box")).wait_for()


def _classify_a_drawing(page: Page) -> None:
    page.get_by_text("Draw", exact=True).click()
    canvas = page.locator("canvas[aria-label]").or_(page.locator(".digit-canvas canvas")).first
    canvas.wait_for()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=8)
    page.mouse.up()
    page.get_by_role("heading", name=re.compile(r"%$")).wait_for()


def _has_curve(page: Page) -> None:
    page.wait_for_function(
        "() => document.querySelector('.js-plotly-plot')?.data?.some((curve) => curve.x?.length > 2)", polling=200
    )
