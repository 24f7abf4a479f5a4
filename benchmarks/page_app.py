"""What benchmarks/page.py measures: the real server with its own home, and a real browser that shows it."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.app_process import (
    CHROMIUM_ARGUMENTS,
    chromium_path,
    environment_in,
    free_port,
    wait_until_healthy,
)
from builder.settings import DATABASE_FILE, Settings, load_settings, sqlite_url

ROOT = Path(__file__).parents[1]
SECOND = 1000
#: What a standby says last, once a home is new (`builder.jobs.work.preparation`).
PACE = "the pace of this machine"


class Server:
    """The app on a free port; `started` is the unix time at which its process was started.

    `settings` are further environment variables of the product.
    """

    def __init__(self, home: Path, **settings: str):
        self.home = home
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
        with (home / "server.log").open("ab") as log:
            self.started = time.time()
            self.process = subprocess.Popen(
                [*command, "--server.port", str(port)],
                cwd=ROOT,
                env=_environment(home) | settings,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_until_it_listens(self) -> None:
        """Waits until a browser gets an answer; raises SystemExit with the log if the server ends first."""
        wait_until_healthy(self.address, self.process, self.home / "server.log")

    def end(self) -> None:
        """Ends the server alone; the processes it started keep running, as they do for a student."""
        self.process.terminate()
        self.process.wait(timeout=20)


def settings_of(home: Path) -> Settings:
    """The settings as the server in that home loads them."""
    return Settings(home=home, cifar10=load_settings().cifar10, database_url=sqlite_url(home / DATABASE_FILE))


def _environment(home: Path) -> dict[str, str]:
    """This process's environment, with the home and, if known, CIFAR-10 as the only settings."""
    cifar10 = load_settings().cifar10
    return environment_in(home, **({} if cifar10 is None else {"BUILDER_CIFAR10": str(cifar10.resolve())}))


@contextmanager
def running_app(home: Path, **settings: str) -> Iterator[Server]:
    server = Server(home, **settings)
    try:
        server.wait_until_it_listens()
        yield server
    finally:
        server.end()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def new_visitor(browser: Browser, script: str = "") -> Iterator[Page]:
    """A page of a browser that has never seen the app, 1440 wide; `script` runs first on every page it opens."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    if script:
        context.add_init_script(script)
    try:
        yield context.new_page()
    finally:
        context.close()


def wait_for_standby(home: Path, dataset: str, known: int = 0) -> int:
    """Waits until a standby has loaded TensorFlow and all images and knows the machine's pace, after `known` others.

    Returns how many there have been. Raises SystemExit if none is ready within two minutes.
    """
    log = home / "logs" / "worker.log"
    last = "digits"  # they are always there, and loaded last
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        text = log.read_text(errors="replace") if log.exists() else ""
        ready = [text.count(f"ready: {name} is") for name in ("TensorFlow", dataset, last, PACE)]
        if min(ready) > known:
            return min(ready)
        time.sleep(0.2)
    raise SystemExit(f"Nothing stands by after two minutes; see {log}.")


def told(name: str, milliseconds: Sequence[float], target: float, digits: int = 0) -> str:
    """One line: count, minimum, median, 95th percentile (the smallest time that 95 % do not exceed), maximum."""
    ordered = sorted(milliseconds)
    percentile = ordered[-(-95 * len(ordered) // 100) - 1]
    return (
        f"{name}: {len(ordered)} times, minimum {ordered[0]:,.{digits}f} ms, "
        f"median {statistics.median(ordered):,.{digits}f} ms, 95th percentile {percentile:,.{digits}f} ms, "
        f"maximum {ordered[-1]:,.{digits}f} ms (target {target:,.0f} ms)"
    )
