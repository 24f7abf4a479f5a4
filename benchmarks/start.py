"""From pressing Train to the first moving number: how long a student waits, in a new home each time.

    python benchmarks/start.py [--preset 0] [--dataset digits|cifar10] [--rounds 3]

Submits a run as the page does (nothing is running yet, no supervisor either), waits until the store shows the
first trained images, and ends everything again. Prints one line a round, and the minimum, median and maximum.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from builder.engine.processor import processor  # noqa: E402
from builder.jobs import submit_run  # noqa: E402
from builder.presets import get  # noqa: E402
from builder.runs.database import open_database  # noqa: E402
from builder.runs.records import epochs_of, get_run, progress_of  # noqa: E402
from builder.settings import Settings, load_settings  # noqa: E402
from builder.spec.experiment import Data  # noqa: E402


def seconds_to_first_number(preset: str, dataset: str) -> float:
    """Seconds from the submission to the first progress with trained images, in a home of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        cifar10 = load_settings().cifar10
        settings = Settings(home=home, cifar10=cifar10, database_url=f"sqlite:///{(home / 'runs.sqlite').as_posix()}")
        db = open_database(settings)
        experiment = get(preset).experiment.model_copy(update={"data": Data(dataset=dataset)})
        try:
            started = time.perf_counter()
            run = submit_run(settings, db, experiment, "benchmark")
            while True:
                progress = progress_of(db, run.id)
                if (progress and progress.images_done) or epochs_of(db, run.id):
                    return time.perf_counter() - started
                state = get_run(db, run.id)
                if state.error:
                    raise SystemExit(state.error)
                time.sleep(0.02)
        finally:
            db.dispose()
            _end_processes_of(home)


def _end_processes_of(home: Path) -> None:
    for process in psutil.process_iter():
        try:
            if process.environ().get("BUILDER_HOME") == str(home.resolve()):
                process.kill()
        except psutil.Error:
            continue


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="0")
    parser.add_argument("--dataset", default="digits", choices=["digits", "cifar10"])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(f"Project {arguments.preset} on {arguments.dataset}, {processor()}")
    times = []
    for number in range(1, arguments.rounds + 1):
        times.append(seconds_to_first_number(arguments.preset, arguments.dataset))
        print(f"round {number}: {times[-1]:.2f} s", flush=True)
    print(f"minimum {min(times):.2f} s · median {statistics.median(times):.2f} s · maximum {max(times):.2f} s")


if __name__ == "__main__":
    main()
