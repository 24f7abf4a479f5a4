"""From pressing Train, while a process stands by, to the first moving number in the page."""

import re
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from benchmarks.app_process import new_home
from benchmarks.page_app import SECOND, new_visitor, running_app, settings_of, wait_for_standby
from builder.presets import get
from builder.store.runs.records import ENDED, list_runs
from builder.store.schema.database import open_database
from builder.ui.build import share

CLOCK = Path(__file__).with_name("page_clock.js").read_text(encoding="utf-8")

#: A number of the new run's own: images of an epoch, or a first point of its curves.
BEGIN = r"""() => {
  const cards = () => [...document.querySelectorAll('[class*="st-key-live_"]')];
  const before = new Set(cards().map((card) => card.className));
  const isMoving = (card) => /Epoch \d+ · [1-9]/.test(card.textContent)
    || [...card.querySelectorAll('.js-plotly-plot')]
      .some((plot) => (plot.data || []).some((line) => (line.x || []).length));
  window.benchmarkClock.begin(() => cards().some((card) => !before.has(card.className) && isMoving(card)));
}"""


def measure(browser: Browser, preset: str, dataset: str, count: int) -> tuple[float, list[float]]:
    """Milliseconds of the first run of a design on this machine, which is measured first, and of `count` later ones."""
    design = share.encode(get(preset).experiment.on(dataset))
    with new_home() as home, running_app(home) as server, new_visitor(browser, CLOCK) as page:
        page.goto(f"{server.address}/?design={design}")
        page.locator("table.summary").wait_for(timeout=30 * SECOND)
        db = open_database(settings_of(home))
        try:
            standbys, times = 0, []
            for _ in range(count + 1):
                standbys = wait_for_standby(home, dataset, standbys)
                times.append(_press(page))
                _end(page, db)
        finally:
            db.dispose()
    return times[0], times[1:]


def _press(page: Page) -> float:
    page.wait_for_timeout(2000)
    page.evaluate(BEGIN)
    page.get_by_role("button", name="Train", exact=True).click()
    return page.evaluate("() => window.benchmarkClock.waited")


def _end(page: Page, db) -> None:
    """Stop the run as a student does, where it has not ended by itself."""
    deadline = time.monotonic() + 60
    while list_runs(db)[0].state not in ENDED and time.monotonic() < deadline:
        stop = page.get_by_role("button", name="Stop", exact=True)
        if stop.count():
            stop.first.click()
        page.wait_for_timeout(1000)
    expect(page.get_by_text(re.compile("Stopped|Finished")).first).to_be_visible(timeout=30 * SECOND)
