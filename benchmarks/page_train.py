"""From pressing Train, while a process stands by, to the first moving number in the page; and from Stop to the end."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from benchmarks.app_process import new_home
from benchmarks.page_app import SECOND, new_visitor, running_app, settings_of, wait_for_standby
from builder.presets import get
from builder.store.runs.records import ENDED, get_run, list_runs
from builder.store.schema.database import open_database
from builder.ui.build import share

CLOCK = Path(__file__).with_name("page_clock.js").read_text(encoding="utf-8")

#: A number from the new run itself: images of an epoch, or the first point of its curves.
BEGIN = r"""() => {
  const cards = () => [...document.querySelectorAll('[class*="st-key-live_"]')];
  const before = new Set(cards().map((card) => card.className));
  const isMoving = (card) => /Epoch \d+ · [1-9]/.test(card.textContent)
    || [...card.querySelectorAll('.js-plotly-plot')]
      .some((plot) => (plot.data || []).some((line) => (line.x || []).length));
  window.benchmarkClock.begin(() => cards().some((card) => !before.has(card.className) && isMoving(card)));
}"""

#: Whether the page says that this run stops, or has stopped; earlier runs may be on the page.
BEGIN_STOP = """() => {
  const told = () => document.body.innerText.match(/Stopping|Stopped/g)?.length ?? 0;
  const before = told();
  window.benchmarkClock.begin(() => told() > before);
}"""


@dataclass
class Times:
    """Milliseconds from Train to the first number, and from Stop to the page's message and to the run's end.

    The first run of a design on this machine is separate: what computes it fastest is measured before it begins.
    """

    first: float = 0.0
    later: list[float] = field(default_factory=list)
    stop_shown: list[float] = field(default_factory=list)
    stopped: list[float] = field(default_factory=list)


def measure(browser: Browser, preset: str, dataset: str, count: int) -> Times:
    """The waiting times in a first run of a design and in `count` later ones, each of which is stopped."""
    design = share.encode(get(preset).experiment.on(dataset))
    with new_home() as home, running_app(home) as server, new_visitor(browser, CLOCK) as page:
        page.goto(f"{server.address}/?design={design}")
        page.locator("table.summary").wait_for(timeout=30 * SECOND)
        db = open_database(settings_of(home))
        try:
            standbys, times, pressed = 0, Times(), []
            for _ in range(count + 1):
                standbys = wait_for_standby(home, dataset, standbys)
                pressed.append(_press(page))
                _end(page, db, times)
        finally:
            db.dispose()
    times.first, times.later = pressed[0], pressed[1:]
    return times


def _press(page: Page) -> float:
    page.wait_for_timeout(2000)
    page.evaluate(BEGIN)
    page.get_by_role("button", name="Train", exact=True).click()
    return page.evaluate("() => window.benchmarkClock.waited")


def _end(page: Page, db: Engine, times: Times) -> None:
    """Stop the run as a student does, unless it has already ended, and record how long that took."""
    run = list_runs(db)[0]
    stop = page.get_by_role("button", name="Stop", exact=True)
    if run.state not in ENDED and stop.count():
        page.evaluate(BEGIN_STOP)
        stop.first.click()
        shown = page.evaluate("() => window.benchmarkClock.waited")
        began = time.perf_counter()
        while (run := get_run(db, run.id)).state not in ENDED and time.perf_counter() - began < 60:
            page.wait_for_timeout(20)
        if run.state == "stopped":
            times.stop_shown.append(shown)
            times.stopped.append(shown + 1000 * (time.perf_counter() - began))
    expect(page.get_by_text(re.compile("Stopped|Finished")).first).to_be_visible(timeout=60 * SECOND)
