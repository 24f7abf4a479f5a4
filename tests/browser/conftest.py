"""A real server with a home of its own, and a real browser that looks at it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.app_process import (
    CHROMIUM_ARGUMENTS,
    chromium_path,
    end_processes_of,
    environment_in,
    free_port,
    wait_until_healthy,
)
from builder.engine.known_pace import PACE
from builder.engine.remembered import keep
from builder.jobs.executor import workplace_of
from builder.settings import load_settings
from tests.conftest import NOTHING_SHIPPED, required
from tests.jobs.paces import PACE_HERE
from tests.patience import HANG_SECONDS

ROOT = Path(__file__).parents[2]
#: Settings of every app that a test starts, unless it says otherwise, as of other tests: a process that stands by would
#: load TensorFlow anew after every run, beside what is looked at.
USUAL = {"BUILDER_SHIPPED": NOTHING_SHIPPED, "BUILDER_NICE": "0", "BUILDER_STANDBY_SECONDS": "0"}
#: Whether the browser has loaded the files of these names.
LOADED = """names => names.every(name =>
  performance.getEntriesByType('resource').some(entry => entry.name.endsWith('/' + name)))"""
#: Streamlit asks for these two below a page's own path on a cold deep link, and gets 404 for both.
#: The third it says where the browser leaves a page just as its periodic look at the database is due.
EXPECTED_CONSOLE_ERRORS = ("_stcore/health", "_stcore/host-config", "Cannot send rerun backMessage when disconnected")


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """The server's BUILDER_HOME."""
    return tmp_path_factory.mktemp("browser-home")


@pytest.fixture(scope="session")
def app(home: Path) -> Iterator[str]:
    """The base address of a running app in whose home nothing was trained yet, without CIFAR-10."""
    know_the_pace_in(home)
    with running_app(home) as address:
        yield address


def know_the_pace_in(home: Path) -> None:
    """Pages say how long a training takes, as they do once a process that stood by has measured the machine."""
    keep(workplace_of(load_settings({"BUILDER_HOME": str(home)})).measurements, PACE, PACE_HERE)


class running_app:
    """Starts the app on a free port, where nothing else is asked for without a trained network; at the end ends it and
    every process that it started."""

    def __init__(self, home: Path, **environment: str):
        self.home = home
        self.environment = environment

    def __enter__(self) -> str:
        self.port = free_port()
        return self.start()

    def start(self) -> str:
        """Starts the server, also once more at the same address after its end; the address, once it answers."""
        environment = environment_in(self.home, **USUAL | self.environment)
        self.log = (self.home / "server.log").open("ab")
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
        options = ["--server.port", str(self.port), "--server.headless", "true", "--server.fileWatcherType", "none"]
        self.server = subprocess.Popen(
            command + options, cwd=ROOT, env=environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        address = f"http://127.0.0.1:{self.port}"
        wait_until_healthy(address, self.server, self.home / "server.log")
        return address

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
        self.server.wait(HANG_SECONDS)
        self.log.close()
        end_processes_of(self.home)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A headless Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api") if os.environ.get("CI") != "true" else None
    if sync_api is None:
        from playwright import sync_api
    path = chromium_path()
    sync_api.expect.set_options(timeout=1000 * HANG_SECONDS)
    with sync_api.sync_playwright() as playwright:
        if path is None and not Path(playwright.chromium.executable_path).exists():
            required("No Chromium was found: install Debian's chromium, or run `playwright install chromium`.")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def new_context(chromium):
    """A new visitor's browser, 1440 wide, whose waiting only ends where something hangs."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(1000 * HANG_SECONDS)
    return context


def wait_for(page, condition) -> None:
    """Looks ten times a second until it is so, while the page goes on."""
    deadline = time.monotonic() + HANG_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "still not so"
        page.wait_for_timeout(100)


def wait_until_drawn(page) -> None:
    """Until the app has drawn all that it was asked for, and nothing more is under way."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


@pytest.fixture
def page(chromium) -> Iterator[object]:
    """A new visitor's page, 1440 wide; fails its test on a console error that nobody expects."""
    context = new_context(chromium)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(_told(message)) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert [error for error in errors if not any(known in error for known in EXPECTED_CONSOLE_ERRORS)] == []


def _told(message) -> str:
    return f"{message.text} ({message.location.get('url', '')})"
