"""The app as a separate process with its own home, for benchmarks and for browser tests."""

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

#: A headless Chromium in a container that contacts no other host.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """The installed Chromium or Chrome; None if there is none, where Playwright's own may still exist."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def free_port() -> int:
    """A port that no process listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_in(home: Path, **settings: str) -> dict[str, str]:
    """This process's environment with this home, and only the given ones of the product's settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
    return environment | {"BUILDER_HOME": str(home)} | settings


def wait_until_healthy(address: str, process: subprocess.Popen, log: Path, seconds: float = 240) -> None:
    """Waits until the server answers; raises SystemExit with its log if it ends first or takes longer."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(log.read_text(encoding="utf-8", errors="replace"))


def end_processes_of(home: Path) -> None:
    """Kills server, supervisor, workers and inference of a home, whatever state they are in."""
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("BUILDER_HOME") == str(home):
                process.kill()
        except psutil.Error:
            continue


@contextmanager
def new_home() -> Iterator[Path]:
    """An empty home; afterwards everything that runs there is killed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder).resolve()
        try:
            yield home
        finally:
            end_processes_of(home)
