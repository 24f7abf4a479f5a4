"""The app as a process of its own in a home of its own, for benchmarks and for tests with a browser."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

#: A headless Chromium in a container, which asks no other host for anything.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """The installed Chromium or Chrome; None where there is none, and Playwright's own may be there."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_in(home: Path, **settings: str) -> dict[str, str]:
    """This process's environment with this home, and of the product's settings only those that are given."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
    return environment | {"BUILDER_HOME": str(home)} | settings


def wait_until_healthy(address: str, process: subprocess.Popen, log: Path, seconds: float = 240) -> None:
    """Until the server answers; raises SystemExit with its log where it ends before, or takes longer."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(log.read_text(encoding="utf-8", errors="replace"))


def end_processes_of(home: Path) -> None:
    """Ends server, supervisor, workers and inference of a home, whatever state they are in."""
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("BUILDER_HOME") == str(home):
                process.kill()
        except psutil.Error:
            continue


@contextmanager
def new_home() -> Iterator[Path]:
    """An empty home; in the end everything that runs there is ended."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder).resolve()
        try:
            yield home
        finally:
            end_processes_of(home)
