"""From pressing Train to the first moving number: how long a student waits, in a new home each time.

    python benchmarks/start.py [--warm] [--preset 0] [--dataset digits|cifar10] [--rounds 3]

Submits a run as the page does and waits until the store shows the first trained images, then ends everything.
Without --warm nothing is running yet, not even a supervisor: as from the command line, or if a student presses Train
at once. With --warm the app has been open for a few seconds: a page was visited, and a standby is ready.
Prints one line per round, and the minimum, median and maximum.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.app_process import new_home  # noqa: E402
from builder.design.data import Data  # noqa: E402
from builder.design.experiment import Experiment  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.jobs import submit_run, warm_up  # noqa: E402
from builder.jobs.executor.local.logs import log_file  # noqa: E402
from builder.presets import get  # noqa: E402
from builder.settings import Settings, load_settings  # noqa: E402
from builder.store.runs.curves import epochs_of, progress_of  # noqa: E402
from builder.store.runs.records import get_run  # noqa: E402
from builder.store.schema.database import open_database  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warm", action="store_true", help="a page was visited some seconds before")
    parser.add_argument("--preset", default="0")
    parser.add_argument("--dataset", default="digits", choices=["digits", "cifar10"])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    design = get(arguments.preset).experiment.model_copy(update={"data": Data(images=arguments.dataset)})
    kind = "warm" if arguments.warm else "cold"
    print(f"Project {arguments.preset} on {arguments.dataset}, {kind}, {processor()}")
    times = []
    for number in range(1, arguments.rounds + 1):
        with new_store() as (settings, db):
            if arguments.warm:
                print(f"round {number}: ready {visit(settings, arguments.dataset):.2f} s after the visit", flush=True)
            times.append(seconds_to_first_number(settings, db, design))
        print(f"round {number}: {times[-1]:.2f} s", flush=True)
    print(f"minimum {min(times):.2f} s · median {statistics.median(times):.2f} s · maximum {max(times):.2f} s")


@contextmanager
def new_store() -> Iterator[tuple[Settings, Engine]]:
    """An empty home and its database; what still runs there afterwards is killed."""
    with new_home() as home:
        cifar10 = load_settings().cifar10
        settings = Settings(home=home, cifar10=cifar10, database_url=f"sqlite:///{(home / 'runs.sqlite').as_posix()}")
        db = open_database(settings)
        try:
            yield settings, db
        finally:
            db.dispose()


def visit(settings: Settings, dataset: str) -> float:
    """Seconds from a visit until a standby has loaded TensorFlow and all images."""
    started = time.perf_counter()
    warm_up(settings)
    log = log_file(settings.home, "worker")
    names = ("TensorFlow", "digits", dataset)  # the digits are always there, and loaded last
    while not (log.exists() and all(f"ready: {name} is" in log.read_text() for name in names)):
        if time.perf_counter() - started > 120:
            raise SystemExit(
                f"Nothing stands by 120 seconds after the visit; BUILDER_STANDBY_SECONDS is 0, or see {log}."
            )
        time.sleep(0.05)
    return time.perf_counter() - started


def seconds_to_first_number(settings: Settings, db: Engine, design: Experiment) -> float:
    """Seconds from the submission to the first progress with trained images."""
    started = time.perf_counter()
    run = submit_run(settings, db, design, "benchmark")
    while True:
        progress = progress_of(db, run.id)
        if (progress and progress.images_done) or epochs_of(db, run.id):
            return time.perf_counter() - started
        state = get_run(db, run.id)
        if state.error:
            raise SystemExit(state.error)
        time.sleep(0.02)


if __name__ == "__main__":
    main()
