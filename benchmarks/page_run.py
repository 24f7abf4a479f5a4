"""The page of a finished run of project 15: from the click that opens it to its headline, and to all of it."""

import random
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page
from sqlalchemy import insert

from benchmarks.app_process import new_home
from benchmarks.page_app import SECOND, new_visitor, running_app, settings_of
from benchmarks.page_board import curve_rows, run_row
from builder.datasets.held_out import held_out_images, held_out_indices
from builder.design.cost.summary import summarize
from builder.design.data import HeldOut
from builder.presets import PRESETS
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.ids import new_id
from builder.store.runs.records import get_run
from builder.store.schema.database import open_database, writing
from builder.store.schema.tables import epochs, runs

CLOCK = Path(__file__).with_name("page_clock.js").read_text(encoding="utf-8")
PROJECT = "15"

#: The headline with its accuracy; and with it ten of the surest mistakes, both curves and the confusion matrix.
HEADLINE = "() => document.querySelector('.run-hero-number')"
ALL = """() => document.querySelector('.run-hero-number') && document.querySelectorAll('.tile img').length >= 10
  && document.querySelectorAll('.st-key-run_curves .main-svg').length >= 2
  && document.querySelectorAll('.st-key-run_matrix path').length >= 100"""
CLASSIFY, OPEN = "Classify", "See what it learned"


def measure(browser: Browser, dataset: str, visits: int) -> dict[str, list[float]]:
    """Milliseconds by what was waited for: of a first visit on a new server each (at most 5), and of later ones."""
    times: dict[str, list[float]] = {}
    with new_home() as home:
        make_run(settings_of(home), dataset)
        for what, drawn in (("its headline", HEADLINE), ("all of it", ALL)):
            first, later = times.setdefault(f"{what}, first visit", []), times.setdefault(f"{what}, later visits", [])
            for _ in range(min(visits, 5)):
                with running_app(home) as server, new_visitor(browser, CLOCK) as page:
                    first.append(_visit(page, server.address, drawn))
            with running_app(home) as server, new_visitor(browser, CLOCK) as page:
                _visit(page, server.address, drawn)
                for _ in range(visits):
                    page.get_by_role("link", name=CLASSIFY).first.click()
                    later.append(_open(page, drawn))
    return times


def _visit(page: Page, address: str, drawn: str) -> float:
    page.goto(address)
    page.locator("table.summary").wait_for(timeout=30 * SECOND)
    page.wait_for_timeout(1.5 * SECOND)
    page.get_by_role("link", name=CLASSIFY).first.click()
    return _open(page, drawn)


def _open(page: Page, drawn: str) -> float:
    button = page.get_by_role("button", name=OPEN)
    button.wait_for(timeout=30 * SECOND)
    page.wait_for_timeout(SECOND)
    page.evaluate(f"() => window.benchmarkClock.begin({drawn})")
    button.click()
    return page.evaluate("() => window.benchmarkClock.waited")


def make_run(settings: Settings, dataset: str) -> str:
    """One finished run of project 15 on this data set with 100 epochs, 88 % of its predictions right; its id."""
    db, id, drawn = open_database(settings), new_id(), random.Random(0)
    experiment = PRESETS[PROJECT].experiment.on(dataset)
    row = run_row(0, PROJECT, experiment, summarize(experiment).total, ["0" * 64], drawn) | {"id": id}
    with writing(db) as connection:
        connection.execute(insert(runs), row)
        connection.execute(insert(epochs), [one | {"run_id": id} for one in curve_rows(0, drawn)])
    experiment = get_run(db, id).experiment
    kinds: tuple[HeldOut, ...] = ("validation", "test")
    for kind in kinds:
        indices = held_out_indices(experiment, kind, settings)
        labels = held_out_images(experiment, kind, settings, range(len(indices))).labels
        save_predictions(artifacts_of(settings), id, kind, labels, _probabilities(labels), indices)
    db.dispose()
    return id


def _probabilities(labels: np.ndarray) -> np.ndarray:
    drawn = np.random.default_rng(0)
    scores = drawn.normal(size=(len(labels), 10))
    scores[np.arange(len(labels)), labels] += 3.2
    powers = np.exp(scores)
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
