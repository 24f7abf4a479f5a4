"""Sidebar edits while a run trains: from the key or the mouse button to the summary's new numbers in the page."""

import random
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from benchmarks.app_process import new_home
from benchmarks.page_app import SECOND, new_visitor, running_app, settings_of
from builder.presets import get
from builder.store.runs.records import get_run, list_runs
from builder.store.schema.database import open_database
from builder.ui.build import share

CLOCK = Path(__file__).with_name("page_clock.js").read_text(encoding="utf-8")

#: The total is the same in both places, and the table has changed: then the whole edit is shown.
BEGIN = """() => {
  const table = () => document.querySelector('table.summary')?.textContent;
  const parameters = () => document.querySelector('.st-key-cost [data-testid="stMetricValue"]')?.textContent.trim();
  const before = table();
  window.benchmarkClock.begin(() => {
    const now = table();
    return now && now !== before && now.includes(`Total params${parameters()} `);
  });
}"""


def measure(browser: Browser, dataset: str, count: int, *, training: bool = True) -> list[float]:
    """Milliseconds of each of `count` edits of project 4, in turn of filters, convolutions, dropout and dense width."""
    experiment = get("4").experiment.on(dataset)
    # Long enough to train through all of the edits.
    training_plan = experiment.training.model_copy(update={"epochs": 1000, "early_stopping": ()})
    link = share.encode(experiment.model_copy(update={"training": training_plan}))
    with new_home() as home, running_app(home) as server, new_visitor(browser, CLOCK) as page:
        page.goto(f"{server.address}/?design={link}")
        page.locator("table.summary").wait_for(timeout=30 * SECOND)
        db = open_database(settings_of(home))
        try:
            if training:
                page.get_by_role("button", name="Train", exact=True).click()
                page.locator(".js-plotly-plot").first.wait_for(timeout=300 * SECOND)
            edits = _edits(page)
            for edit in edits:  # each once uncounted: opening a block, the first slider
                _milliseconds(page, edit)
            times = [_milliseconds(page, edits[number % len(edits)]) for number in range(count)]
            if training and get_run(db, list_runs(db)[0].id).state != "running":
                raise SystemExit("The run ended before the last edit: use fewer of them.")
        finally:
            db.dispose()
    return times


def _edits(page: Page) -> list:
    """A student's edits, back and forth: each function makes the next edit of its kind."""
    block = _opened(page, "conv_blocks-0", "Block 1")
    dense = _opened(page, "dense_blocks-0", "Dense 1")

    def slider(within, name: str):
        thumb = within.get_by_role("slider", name=name)
        keys = _there_and_back("ArrowRight", "ArrowLeft")
        return thumb.focus, lambda: page.keyboard.press(next(keys))

    def convolutions():
        steps = _there_and_back("stNumberInputStepUp", "stNumberInputStepDown")
        return lambda: None, lambda: block.get_by_test_id(next(steps)).first.click()

    return [slider(block, "Filters"), convolutions(), slider(block, "Dropout"), slider(dense, "Width")]


def _opened(page: Page, key: str, title: str) -> Locator:
    """The block with this title, once its fields are there.

    Without the wait, if two clicks reach Streamlit together, it may drop the first before its callback ran.
    """
    block = page.locator(f".st-key-{key}")
    block.get_by_text(title).first.click()
    block.get_by_role("slider").first.wait_for(timeout=30 * SECOND)
    return block


def _there_and_back(there: str, back: str):
    while True:
        yield there
        yield back


def _milliseconds(page: Page, edit) -> float:
    """One edit, after a pause in which the page settles: edits fall anywhere between two ticks of the run."""
    go_there, act = edit
    go_there()
    page.wait_for_timeout(random.uniform(600, 1400))
    page.evaluate(BEGIN)
    act()
    return page.evaluate("() => window.benchmarkClock.waited")
