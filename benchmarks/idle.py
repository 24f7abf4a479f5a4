"""What a home costs while nothing happens: each process's share of one core, with the app open in one tab.

    [BUILDER_DATABASE_URL=postgresql+psycopg://…] python benchmarks/idle.py [--seconds 30] [--runs 200]

For a new home on SQLite, for one with 200 finished runs, and, if BUILDER_DATABASE_URL names one, for a new home on a
PostgreSQL database (empty, or this product's). In each, the app's own server with a tab that speaks Streamlit's
protocol (browser_session.py, beside), first on Build, then on each other page; the supervisor with a standby that has
loaded TensorFlow and the digits; and an inference process that has answered everything. User and system time, as the
system counts it, over that many seconds for each page.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.app_process import new_home  # noqa: E402
from benchmarks.browser_session import BrowserSession  # noqa: E402
from benchmarks.page_app import Server, running_app, settings_of, wait_for_standby  # noqa: E402
from benchmarks.page_board import fill  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.jobs.executor.local import services  # noqa: E402
from builder.settings import load_settings  # noqa: E402

PAGES = ("Build", "Course", "Leaderboard", "Classify")
#: After a page is drawn, and after the processes are there, they still load what may be needed next.
SETTLED_SECONDS = 8.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30, help="how long each page is open before it is left")
    parser.add_argument("--runs", type=int, default=200, help="finished runs in the second home")
    arguments = parser.parse_args()
    url = load_settings().database_url
    homes = [("SQLite, a new home", 0, None), (f"SQLite, {arguments.runs} finished runs", arguments.runs, None)]
    if not url.startswith("sqlite"):
        homes.append(("PostgreSQL", 0, url))
    print(processor(), flush=True)
    for name, runs, address in homes:
        with home_with(runs, address) as server:
            for kind, share in asyncio.run(shares(server, arguments.seconds)).items():
                print(f"{name}: {kind} {100 * share:.2f} % of a core", flush=True)


@contextmanager
def home_with(runs: int, url: str | None) -> Iterator[Server]:
    """The app in a home with so many finished runs, on this database."""
    with new_home() as home:
        settings = settings_of(home)
        if runs:
            fill(settings, runs)
        with running_app(home, **({} if url is None else {"BUILDER_DATABASE_URL": url})) as server:
            services.ensure(settings if url is None else settings.model_copy(update={"database_url": url}), "inference")
            yield server


async def shares(server: Server, seconds: float) -> Mapping[str, float]:
    """Each process's share of a core, and the server's for each page."""
    session = await BrowserSession.open(server.address)
    await asyncio.to_thread(wait_for_standby, server.home, "digits")
    found = {name: process_of(server.home, name) for name in ("supervisor", "worker", "inference")}
    told: dict[str, float] = {}
    for page in PAGES:
        if page != PAGES[0]:
            await session.visit(page)
        await asyncio.sleep(SETTLED_SECONDS)
        watched = {f"server with {page} open": psutil.Process(server.process.pid)} | (found if not told else {})
        before, began = {name: worked(process) for name, process in watched.items()}, time.monotonic()
        await asyncio.sleep(seconds)
        lasted = time.monotonic() - began
        told |= {name: (worked(process) - before[name]) / lasted for name, process in watched.items()}
    await session.close()
    return {"standby" if name == "worker" else name: share for name, share in told.items()}


def process_of(home: Path, module: str) -> psutil.Process:
    """The process of that kind that serves this home."""
    for process in psutil.process_iter():
        try:
            ours = f"builder.jobs.{module}" in process.cmdline() and process.environ()["BUILDER_HOME"] == str(home)
        except (psutil.Error, KeyError):
            continue
        if ours:
            return process
    raise SystemExit(f"There is no {module} in {home}.")


def worked(process: psutil.Process) -> float:
    """Seconds of processor time since its start."""
    return sum(process.cpu_times()[:2])


if __name__ == "__main__":
    main()
