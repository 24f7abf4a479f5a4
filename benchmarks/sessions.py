"""A class at one server: its memory and its reruns with 30 open tabs beside a training run, and 100 tabs come and gone.

    python benchmarks/sessions.py [class] [growth] [--tabs 30] [--seconds 120] [--preset 4] [--dataset digits|cifar10]

Starts the app's own server with an empty home, and tabs that speak Streamlit's protocol (browser_session.py, beside).
`class`: each tab draws the Build page, visits Leaderboard and Course, and comes back; the first one presses Train and
follows its run. Then all edit their design, each every 2 to 5 seconds. Prints the server's memory (resident, and not
shared) and the time from an edit until its run of the page has finished. With --all-train every tab presses Train, so
that each follows a run that trains or waits.
`growth`: twice 50 tabs are opened, used and closed, one after another. Streamlit keeps a closed tab's session for two
minutes, at most 128 of them, for browsers that come back; --keep shortens that. After every ten tabs, prints the memory
and the sessions that the server still holds, and at the end the growth per session once none is kept any more.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from scipy import stats

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.app_process import environment_in, free_port, new_home, wait_until_healthy  # noqa: E402
from benchmarks.browser_session import BrowserSession  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.settings import load_settings  # noqa: E402
from builder.store.runs.records import list_runs  # noqa: E402
from builder.store.schema.database import open_database  # noqa: E402

KEPT_SECONDS = 120
RHYTHM = (2.0, 5.0)


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process, and what can be measured on it."""

    address: str
    home: Path
    process: psutil.Process

    def memory(self) -> tuple[float, float]:
        """Resident memory, and the part that no other process shares, in MB of 1,000,000 bytes."""
        full = self.process.memory_full_info()
        return full.rss / 1e6, full.uss / 1e6

    def worked(self) -> float:
        """Seconds of processor time since the start."""
        times = self.process.cpu_times()
        return times.user + times.system

    def sessions(self) -> dict[str, int]:
        """How many sessions are connected, are kept for a browser that comes back, and are alive in total."""
        told = self.home / "counts.json"
        told.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGUSR1)
        while not told.exists():
            time.sleep(0.02)
        return json.loads(told.read_text(encoding="utf-8"))

    def line(self, when: str) -> None:
        rss, uss = self.memory()
        print(f"{when:<34} resident {rss:5.0f} MB · its own {uss:5.0f} MB · {told(self.sessions())}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=["class", "growth"], help="class, growth, or both")
    parser.add_argument("--tabs", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=120, help="for how long the class edits")
    parser.add_argument("--preset", default="4")
    parser.add_argument("--dataset", default="digits", choices=["digits", "cifar10"])
    parser.add_argument("--all-train", action="store_true", help="everybody presses Train")
    parser.add_argument("--keep", type=int, default=KEPT_SECONDS, help="how long closed sessions are kept, in seconds")
    arguments = parser.parse_args()
    print(processor(), flush=True)
    if "class" in arguments.parts:
        with server(arguments.keep, arguments.dataset) as running:
            asyncio.run(measure_class(running, arguments))
    if "growth" in arguments.parts:
        with server(arguments.keep, arguments.dataset) as running:
            asyncio.run(measure_growth(running, arguments))


@contextmanager
def server(keep: int, dataset: str) -> Iterator[Server]:
    """The app with an empty home, which keeps closed sessions for `keep` seconds; CIFAR-10 where BUILDER_CIFAR10 is.

    Afterwards it and all processes that it started are killed.
    """
    with new_home() as home:
        port = free_port()
        environment = environment_in(home, BENCHMARK_COUNTS=str(home / "counts.json"))
        if dataset == "cifar10" and (file := load_settings().cifar10):
            environment["BUILDER_CIFAR10"] = str(file)
        options = ["--server.port", str(port), "--server.headless", "true"]
        options += ["--server.disconnectedSessionTTL", str(keep)]
        command = [sys.executable, str(ROOT / "benchmarks" / "watched_server.py"), *options]
        with (home / "server.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_healthy(address, process, home / "server.log")
            yield Server(address, home, psutil.Process(process.pid))
        finally:
            process.kill()
            process.wait()


async def measure_class(running: Server, arguments: argparse.Namespace) -> None:
    running.line("server started")
    first = await BrowserSession.open(running.address)
    await _look_around(first)
    running.line("one tab")
    tabs = [first]
    for _ in range(arguments.tabs - 1):
        tabs.append(await BrowserSession.open(running.address))
        await _look_around(tabs[-1])
    running.line(f"{arguments.tabs} tabs, nothing trains")
    for tab in tabs if arguments.all_train else tabs[:1]:
        await _train(tab, arguments)
    await _wait_until_training(running)
    running.line(f"{arguments.tabs} tabs, one run trains")
    ticks, started, worked = sum(tab.ticks for tab in tabs), time.monotonic(), running.worked()
    times = await asyncio.gather(*(_edit_for(tab, number, arguments.seconds) for number, tab in enumerate(tabs)))
    seconds = time.monotonic() - started
    ticks, worked = sum(tab.ticks for tab in tabs) - ticks, running.worked() - worked
    report_times(sorted(seconds for each in times for seconds in each))
    print(
        f"in {seconds:.0f} s the server worked {worked:.1f} s, and also drew the live panel {ticks} times; "
        f"processes that wanted one of the processor's cores: {os.getloadavg()[0]:.1f} in the last minute"
    )
    running.line(f"{arguments.tabs} tabs after {arguments.seconds:.0f} s of edits")
    print(f"the run: {_state_of_run(running)}")
    for tab in tabs:
        await tab.close()


async def measure_growth(running: Server, arguments: argparse.Namespace) -> None:
    points = []
    running.line("server started")
    for block in range(2):
        for number in range(1, 51):
            await _one_visit(running, seed=50 * block + number)
            if number % 10 == 0:
                running.line(f"{50 * block + number} tabs opened and closed")
                points.append((50 * block + number, running.sessions()["alive"], *running.memory()))
        await asyncio.sleep(arguments.keep + 1)
        await _one_visit(running, seed=0)  # Streamlit drops expired sessions only when it keeps another one
        running.line("when those were dropped")
        points.append((50 * block + 51, running.sessions()["alive"], *running.memory()))
    report_growth(points)


def report_times(times: list[float]) -> None:
    at = statistics.quantiles(times, n=20)[-1]
    late = sum(seconds > 1.5 for seconds in times)
    print(
        f"{len(times)} edits: median {statistics.median(times):.2f} s · 95th percentile {at:.2f} s · "
        f"maximum {times[-1]:.2f} s · {late} above 1.5 s"
    )


def report_growth(points: list[tuple[int, int, float, float]]) -> None:
    """Growth per tab opened and closed, over the second fifty; the first fifty fill caches and pools."""
    for name, column in (("resident", 2), ("its own", 3)):
        opened = [point[0] for point in points if point[0] >= 50]
        line = stats.linregress(opened, [point[column] for point in points if point[0] >= 50])
        half = stats.t.ppf(0.975, len(opened) - 2) * line.stderr
        print(
            f"{name}: {1000 * line.slope:+.0f} kB a session (95 % interval {1000 * (line.slope - half):+.0f} to "
            f"{1000 * (line.slope + half):+.0f}, {len(opened)} points); "
            f"between the two times that none was kept {points[-1][column] - points[5][column]:+.1f} MB"
        )


async def _look_around(tab: BrowserSession) -> None:
    for page in ("Leaderboard", "Course", "Build"):
        await tab.visit(page)


async def _one_visit(running: Server, seed: int) -> None:
    tab = await BrowserSession.open(running.address)
    await _look_around(tab)
    chance = random.Random(seed)
    for _ in range(3):
        await tab.edit(chance)
    await tab.close()


async def _train(tab: BrowserSession, arguments: argparse.Namespace) -> None:
    await tab.click(f"preset.{arguments.preset}")
    await tab.click("train")


async def _edit_for(tab: BrowserSession, seed: int, seconds: float) -> list[float]:
    """The times of all edits in one tab, at a person's pace."""
    chance = random.Random(seed)
    until = time.monotonic() + seconds
    times = []
    await asyncio.sleep(chance.uniform(0, RHYTHM[1]))
    while time.monotonic() < until:
        times.append(await tab.edit(chance))
        await asyncio.sleep(chance.uniform(*RHYTHM))
    return times


async def _wait_until_training(running: Server) -> None:
    for _ in range(600):
        if "running" in _state_of_run(running):
            return
        await asyncio.sleep(0.2)
    raise SystemExit("Nothing trains two minutes after Train was pressed.")


def _state_of_run(running: Server) -> str:
    """The oldest run: its state, design and epochs."""
    db = open_database(load_settings({"BUILDER_HOME": str(running.home)}))
    runs = list_runs(db)
    db.dispose()
    return f"{runs[-1].state}, {runs[-1].name}, {runs[-1].epochs} epochs" if runs else "none"


def told(counts: dict[str, int]) -> str:
    return f"sessions: {counts['connected']} connected, {counts['kept']} kept, {counts['alive']} alive"


if __name__ == "__main__":
    main()
