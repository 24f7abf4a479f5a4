"""A real server with a home of its own, and a real browser that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.conftest import required

ROOT = Path(__file__).parents[2]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Streamlit asks for these two below a page's own path on a cold deep link, and gets 404 for both.
EXPECTED_CONSOLE_ERRORS = ("_stcore/health", "_stcore/host-config")


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """The server's BUILDER_HOME."""
    return tmp_path_factory.mktemp("browser-home")


@pytest.fixture(scope="session")
def app(home: Path) -> Iterator[str]:
    """The base address of a running app with an empty home, without CIFAR-10."""
    with running_app(home) as address:
        yield address


class running_app:
    """Starts the app on a free port; at the end ends it and every process that it started."""

    def __init__(self, home: Path, **environment: str):
        self.home = home
        self.environment = environment

    def __enter__(self) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        return self.start()

    def start(self) -> str:
        """Starts the server, also once more at the same address after its end; the address, once it answers."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
        environment |= {"BUILDER_HOME": str(self.home)} | self.environment
        self.log = (self.home / "server.log").open("ab")
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
        options = ["--server.port", str(self.port), "--server.headless", "true", "--server.fileWatcherType", "none"]
        self.server = subprocess.Popen(
            command + options, cwd=ROOT, env=environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        address = f"http://127.0.0.1:{self.port}"
        self._wait_until_healthy(address)
        return address

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
        self.server.wait(timeout=20)
        self.log.close()
        end_processes_of(self.home)

    def _wait_until_healthy(self, address: str) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.server.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError((self.home / "server.log").read_text(errors="replace"))


def end_processes_of(home: Path) -> None:
    """Ends supervisor, workers and inference of a home, whatever state they are in."""
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("BUILDER_HOME") == str(home):
                process.kill()
        except psutil.Error:
            continue


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A headless Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api") if os.environ.get("CI") != "true" else None
    if sync_api is None:
        from playwright import sync_api
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for name in names if (found := shutil.which(name))), None)
    with sync_api.sync_playwright() as playwright:
        if path is None and not Path(playwright.chromium.executable_path).exists():
            required("No Chromium was found: install Debian's chromium, or run `playwright install chromium`.")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium) -> Iterator[object]:
    """A new visitor's page, 1440 wide; fails its test on a console error that nobody expects."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(_told(message)) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert [error for error in errors if not any(known in error for known in EXPECTED_CONSOLE_ERRORS)] == []


def _told(message) -> str:
    return f"{message.text} ({message.location.get('url', '')})"
