"""Every page in every state that a person meets: how it is reached, by what stands on it.

    python -m benchmarks.screenshots --into FOLDER

makes pictures of them all, and tests/browser/test_layout.py looks at their layout.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from benchmarks import reaching
from benchmarks.reaching import button, heading, text
from benchmarks.settled import settle
from benchmarks.slowed import slowed
from benchmarks.trained_home import SECRET, TrainedHome, named, small, train_in
from builder import presets
from builder.design.edit.fields import edited
from builder.store.runs.records import Run
from builder.ui.app.identity import COOKIE
from builder.ui.build import share
from builder.ui.run_page.sections import SECTIONS

LONGEST = 240_000
#: Width and height of the window, in CSS pixels.
SIZES = {"wide": (1440, 900), "tablet": (820, 1180), "narrow": (390, 844)}
SCHEMES = ("light", "dark")


class State(NamedTuple):
    """One page in one state. `reach` does on the page at `address` what a person does, and waits for what comes.

    Without an address it goes on where the state before it ended.
    """

    name: str
    address: str | None
    reach: Callable[[Page], None]
    sizes: tuple[str, ...] = tuple(SIZES)


def untouched() -> Iterator[State]:
    """What a visitor meets before anybody has trained anything."""
    yield State("build-first-visit", "/", button("Train your first network"))
    yield State("course-first-visit", "/course", heading("Course"))
    yield State("leaderboard-empty", "/leaderboard", heading("Leaderboard"))
    yield State("classify-empty", "/classify", heading("Classify"))
    yield State("classify-box", None, reaching.choose_a_box, ("wide", "narrow"))
    yield State("compare-empty", "/compare", heading("Compare"))
    yield State("run-unknown", "/run?id=none", heading(""))
    yield State("glossary", "/glossary", heading("Glossary"))


def trained(home: TrainedHome) -> Iterator[State]:
    """What whoever trained the home's runs meets afterwards."""
    both = f"{home.first.id},{home.better.id}"
    yield State("build-with-result", "/?project=0", button("Train"))
    yield State("build-block-open", "/?project=15", reaching.open_first_block, ("wide",))
    yield State("build-training-tab", None, reaching.open_training, ("wide",))
    yield State("build-block-in-picture", "/?project=15", reaching.choose_in_picture)
    yield State("build-explained", None, reaching.open_explanation, ("wide",))
    yield State("build-flow", f"/?{_link(small(3))}", reaching.let_flow)
    yield State("build-augmentation", f"/?{_link(_augmented())}", text("Augmentation studio"))
    yield State("build-problem", f"/?{_link(_too_deep())}", button("Train"))
    fast = f"/?{_link(presets.get('20').experiment.on('digits'))}"
    yield State("build-beyond", fast, button("Train"))
    yield State("build-beyond-block", None, reaching.open_first_block, ("wide",))
    yield State("build-beyond-training", None, reaching.open_training, ("wide",))
    yield State("build-refined", f"/?{_link(_refined())}", reaching.open_training, ("wide",))
    yield State("course", "/course", heading("Course"))
    yield State("course-card", "/course?open=7", heading("Course"))
    yield State("course-compare", "/course?compare=15", heading("Project 15"))
    yield State("course-one-change", "/course?change=4", button("Train both"))
    yield State("leaderboard", "/leaderboard", heading("Leaderboard"))
    yield State("leaderboard-run-beside", None, reaching.open_beside)
    yield State("compare", f"/compare?ids={both}", heading("2 runs compared"))
    for number, section in enumerate(SECTIONS):
        name = "run-" + section.title.lower().replace(" ", "-")
        address = f"/run?id={home.better.id}" if number == 0 else None
        yield State(name, address, reaching.section(section.title))
    yield State("run-guessing", f"/run?id={home.guessing.id}", heading(home.guessing.name))
    yield State("run-without-epoch", f"/run?id={home.without_epoch.id}", heading(home.without_epoch.name))
    yield State("classify", "/classify", heading("Classify"))
    yield State("classify-answer", None, reaching.classify_a_sample)
    yield State("classify-drawn", None, reaching.classify_a_drawing)
    yield State("classify-ten", None, reaching.classify_ten, ("wide", "narrow"))


def under_way(running: Run, waiting: Run) -> Iterator[State]:
    """What whoever trains `running`, with `waiting` behind it, meets."""
    yield State("build-training", "/?project=0", reaching.has_curve)
    yield State("run-training", f"/run?id={running.id}", heading(running.name))
    yield State("run-waiting", f"/run?id={waiting.id}", heading(waiting.name))
    yield State("course-training", "/course", heading("Course"))
    # Last: an open drawer stays open on the pages that come after it, and would lie over them.
    yield State("build-drawer", "/?project=4", reaching.open_drawer, ("narrow",))


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
        with slowed(made, running):
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
        if state.address is not None:
            page.goto(address + state.address)
        state.reach(page)
        settle(page)
        yield state, page


def show(page: Page, size: str, scheme: str) -> None:
    """The window at one of SIZES, in one of SCHEMES."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def _link(experiment) -> str:
    return f"design={share.encode(experiment)}"


def _augmented():
    """Project 18 with everything that an augmentation can have, and the mirror average."""
    experiment = presets.get("18").experiment.on("digits")
    more = {"crop": 2, "cutout": 8, "horizontal_flip": "alternating"}
    augmentation = experiment.training.augmentation.model_copy(update=more)
    return edited(edited(experiment, ("training", "augmentation"), augmentation), ("training", "mirror_average"), True)


def _refined():
    """Every refinement of a training that Fast 90 lacks, with a schedule that a time limit may cut, and branches."""
    experiment = presets.get("8").experiment.on("digits")
    more = {
        "optimizer": {"kind": "sgd", "momentum": 0.85, "nesterov": True},
        "learning_rate": {"kind": "linear", "rate": 0.05},
        "averaging": "lookahead",
        "gradient_clipping": 1.0,
        "time_limit": 5.0,
    }
    for name, value in more.items():
        experiment = edited(experiment, ("training", name), value)
    experiment = edited(experiment, ("training", "loss", "label_smoothing"), 0.1)
    experiment = edited(experiment, ("network", "conv_blocks", 0, "residual"), True)
    return edited(experiment, ("network", "conv_blocks", 1, "convolution"), "separable")


def _too_deep():
    """Project 4 with so many blocks that nothing is left to pool."""
    experiment = presets.get("4").experiment.on("digits")
    block = experiment.network.conv_blocks[-1]
    blocks = (*experiment.network.conv_blocks, block, block, block, block)
    return edited(experiment, ("network", "conv_blocks"), blocks)
