"""The leaderboard with thousands of runs: from the click on its tab to a table with its rows drawn."""

import json
import random
from pathlib import Path

from playwright.sync_api import Browser, Page
from sqlalchemy import insert

from benchmarks.app_process import new_home
from benchmarks.page_app import SECOND, new_visitor, running_app, settings_of
from builder.design.cost.summary import summarize
from builder.presets import PRESETS
from builder.settings import Settings
from builder.store.runs.design_text import design_text
from builder.store.schema.database import now, open_database, writing
from builder.store.schema.tables import epochs, runs, visitors

CLOCK = Path(__file__).with_name("page_clock.js").read_text(encoding="utf-8")
EPOCHS = 100
VISITORS = 30

#: The table is a canvas: its rows are drawn once the pixels below its header have more than a few colours.
BEGIN = """() => {
  const isDrawn = () => {
    const canvas = document.querySelector('.st-key-leaderboard_table canvas[data-testid="data-grid-canvas"]');
    if (!canvas || canvas.width < 400 || canvas.height < 200 || !canvas.querySelector('tbody tr')) return false;
    const pixels = canvas.getContext('2d').getImageData(50, canvas.height / 4, 350, canvas.height / 2).data;
    return new Set(new Uint32Array(pixels.buffer)).size > 16;
  };
  window.benchmarkClock.begin(isDrawn);
}"""


def measure(browser: Browser, count: int, visits: int, pause: float) -> tuple[list[float], list[float]]:
    """Milliseconds of first visits (a new server and a new browser each, at most 5), and of `visits` later ones.

    Each is `pause` seconds after the Build page is drawn.
    """
    first, later = [], []
    with new_home() as home:
        fill(settings_of(home), count)
        for _ in range(min(visits, 5)):
            with running_app(home) as server, new_visitor(browser, CLOCK) as page:
                _open_build(page, server.address)
                first.append(_visit(page, pause))
        with running_app(home) as server, new_visitor(browser, CLOCK) as page:
            _open_build(page, server.address)
            _visit(page, pause)
            for _ in range(visits):
                page.get_by_role("link", name="Build").first.click()
                page.locator("table.summary").wait_for(timeout=30 * SECOND)
                later.append(_visit(page, pause))
    return first, later


def _open_build(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("table.summary").wait_for(timeout=30 * SECOND)


def _visit(page: Page, pause: float) -> float:
    page.wait_for_timeout(pause * SECOND)
    page.evaluate(BEGIN)
    page.get_by_role("link", name="Leaderboard").first.click()
    return page.evaluate("() => window.benchmarkClock.waited")


def fill(settings: Settings, count: int) -> None:
    """Write `count` finished runs of 100 epochs of the course's projects, each with another seed, by 30 visitors."""
    db = open_database(settings)
    drawn = random.Random(0)
    owners = [f"{number:064x}" for number in range(VISITORS)]
    designs = [(id, preset.experiment, summarize(preset.experiment).total) for id, preset in PRESETS.items()]
    with writing(db) as connection:
        names = [{"owner": owner, "nickname": f"Student {owner[-2:]}", "created_at": now()} for owner in owners]
        connection.execute(insert(visitors), names)
        connection.execute(
            insert(runs), [run_row(number, *designs[number % len(designs)], owners, drawn) for number in range(count)]
        )
        for start in range(0, count, 500):
            block = range(start, min(start + 500, count))
            connection.execute(insert(epochs), [row for number in block for row in curve_rows(number, drawn)])
    db.dispose()


def run_row(number: int, preset: str, experiment, parameters: int, owners: list[str], drawn: random.Random) -> dict:
    """A finished run as its table has it, with an id of its number."""
    design = json.loads(design_text(experiment))
    design["training"] |= {"seed": number, "epochs": EPOCHS}
    correct = drawn.randrange(4000, 9000)
    return {
        "id": f"r{number:07d}",
        "name": experiment.name,
        "owner": drawn.choice(owners),
        "experiment": json.dumps(design),
        "preset": preset,
        "dataset": experiment.data.dataset,
        "parameters": parameters,
        "state": "finished",
        "submitted_at": now() - number * 60,
        "ended_at": now() - number * 60 + 30,
        "seconds": drawn.uniform(30, 900),
        "epochs": EPOCHS,
        "best_epoch": EPOCHS,
        "kept_epoch": EPOCHS,
        "validation_accuracy": correct / 10_000 + drawn.uniform(-0.01, 0.01),
        "test_accuracy": correct / 10_000,
        "test_count": 10_000,
        "end_reason": "All epochs were trained",
        "has_weights": True,
    }


def curve_rows(number: int, drawn: random.Random):
    """The epochs of that run as their table has them."""
    for epoch in range(1, EPOCHS + 1):
        accuracy = 0.7 * epoch / (epoch + 10) + drawn.uniform(0, 0.05)
        yield {
            "run_id": f"r{number:07d}",
            "epoch": epoch,
            "loss": 1 - accuracy,
            "accuracy": accuracy,
            "val_loss": 1 - accuracy,
            "val_accuracy": accuracy,
            "seconds": 1.0,
        }
