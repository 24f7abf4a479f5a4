"""What a person waits for in the browser: edits beside a training run, the first page, leaderboard, a run, Train, Stop.

    python benchmarks/page.py [edits] [start] [leaderboard] [run] [train] [watch] [--edits 120] [--idle] [--starts 5]
        [--visits 20] [--runs 10000] [--pause 1.5] [--presses 5] [--preset 0] [--seconds 60]

Needs playwright and a Chromium. Every part has its own home and server; times are taken inside the browser, from
the input event to the change of the page. For each part: count, minimum, median, 95th percentile and maximum, in
milliseconds; for `watch` the server's share of the processor. On CIFAR-10 if BUILDER_CIFAR10 names it, else on the
digits.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import page_board, page_edits, page_run, page_start, page_train, page_watch  # noqa: E402
from benchmarks.page_app import chromium, told  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.settings import load_settings  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--edits", type=int, default=120, help="how many edits")
    parser.add_argument("--idle", action="store_true", help="edits with nothing training, for comparison")
    parser.add_argument("--starts", type=int, default=5, help="how many homes; each is started twice")
    parser.add_argument("--runs", type=int, default=10_000, help="runs of 100 epochs on the leaderboard")
    parser.add_argument("--visits", type=int, default=20, help="visits of leaderboard or run after the first")
    parser.add_argument("--pause", type=float, default=1.5, help="seconds on the Build page before each visit")
    parser.add_argument("--presses", type=int, default=5, help="presses of Train after the first, for each data set")
    parser.add_argument("--preset", default="0", help="the project that Train trains")
    parser.add_argument("--seconds", type=float, default=60, help="how long a training is watched")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    datasets = ["digits"] if load_settings().cifar10 is None else ["cifar10", "digits"]
    print(f"{processor()}; load before: {os.getloadavg()[0]:.1f}", flush=True)
    with chromium() as browser:
        for part in arguments.parts or PARTS:
            for line in MEASURES[part](browser, arguments, datasets):
                print(line, flush=True)
    print(f"load after: {os.getloadavg()[0]:.1f}")


def edits(browser: Browser, arguments: argparse.Namespace, datasets: Sequence[str]) -> Iterator[str]:
    times = page_edits.measure(browser, datasets[0], arguments.edits, training=not arguments.idle)
    beside = "nothing trains" if arguments.idle else f"project 4 trains on {datasets[0]}"
    yield told(f"edits while {beside}", times, 150)


def start(browser: Browser, arguments: argparse.Namespace, datasets: Sequence[str]) -> Iterator[str]:
    first, again = page_start.measure(browser, arguments.starts, datasets[0])
    yield told("first page, new home", first, 2000)
    yield told("first page, known home", again, 2000)


def leaderboard(browser: Browser, arguments: argparse.Namespace, datasets: Sequence[str]) -> Iterator[str]:
    first, later = page_board.measure(browser, arguments.runs, arguments.visits, arguments.pause)
    yield told(f"leaderboard of {arguments.runs:,} runs, first visit of a new server", first, 1000)
    yield told(f"leaderboard of {arguments.runs:,} runs, later visits", later, 1000)


def run(browser: Browser, arguments: argparse.Namespace, datasets: Sequence[str]) -> Iterator[str]:
    for what, times in page_run.measure(browser, datasets[0], arguments.visits).items():
        yield told(f"the page of a run of project 15 on {datasets[0]}, {what}", times, 1000)


def train(browser: Browser, arguments: argparse.Namespace, datasets: Sequence[str]) -> Iterator[str]:
    for dataset in datasets:
        times = page_train.measure(browser, arguments.preset, dataset, arguments.presses)
        what = f"project {arguments.preset} on {dataset}"
        yield told(f"Train, {what}, its first run on this machine", [times.first], 2000)
        yield told(f"Train, {what}", times.later, 2000)
        if times.stopped:  # not if the run has already ended
            yield told(f"Stop, {what}, until the page shows it", times.stop_shown, 2000)
            yield told(f"Stop, {what}, until the run has ended", times.stopped, 10_000)


def watch(browser: Browser, arguments: argparse.Namespace, datasets: Sequence[str]) -> Iterator[str]:
    share = page_watch.measure(browser, datasets[0], arguments.seconds)
    yield f"a page that watches project 4 train on {datasets[0]} costs the server {100 * share:.1f} % of the processor"


MEASURES = {"edits": edits, "start": start, "leaderboard": leaderboard, "run": run, "train": train, "watch": watch}
PARTS = tuple(MEASURES)


if __name__ == "__main__":
    main()
