"""What watching costs the training: the server's processor time while the live panel is drawn."""

import time

import psutil
from playwright.sync_api import Browser

from benchmarks.app_process import new_home
from benchmarks.page_app import SECOND, new_visitor, running_app
from builder.presets import get
from builder.ui.build import share

SETTLED_SECONDS = 5.0


def measure(browser: Browser, dataset: str, seconds: float) -> float:
    """The server's share of all cores, as a fraction, while one page follows project 4 for `seconds`."""
    experiment = get("4").experiment.on(dataset)
    long = experiment.training.model_copy(update={"epochs": 1000, "early_stopping": ()})
    link = share.encode(experiment.model_copy(update={"training": long}))
    with new_home() as home, running_app(home) as server, new_visitor(browser) as page:
        page.goto(f"{server.address}/?design={link}")
        page.locator("table.summary").wait_for(timeout=30 * SECOND)
        page.get_by_role("button", name="Train", exact=True).click()
        page.locator(".js-plotly-plot").first.wait_for(timeout=300 * SECOND)
        page.wait_for_timeout(SETTLED_SECONDS * SECOND)
        process, began = psutil.Process(server.process.pid), time.monotonic()
        before = sum(process.cpu_times()[:2])
        page.wait_for_timeout(seconds * SECOND)
        used = sum(process.cpu_times()[:2]) - before
        return used / (time.monotonic() - began) / psutil.cpu_count()
