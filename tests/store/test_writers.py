"""Fifty runs write their epochs into one database at the same time, and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from builder.design.experiment import Experiment
from builder.settings import Settings
from builder.store.runs import lifecycle, records
from builder.store.runs.curves import epochs_of, progress_of
from builder.store.schema import tables
from builder.store.schema.database import reading
from tests.patience import HANG_SECONDS

ROOT = Path(__file__).parents[2]
PROCESSES, THREADS, EPOCHS = 5, 10, 100

#: Trains the runs named on the command line as ID:TOKEN, each in a thread with an engine of its own.
WRITERS = """
import sys, threading, time
from builder.jobs.retry import patiently
from builder.store.runs.attempts import record_epoch, report_progress
from builder.store.schema.database import open_database
from builder.progress.epoch import Epoch, Progress
from builder.settings import load_settings

longest = []

def train(settings, id, token, epochs):
    db = patiently(open_database, settings)
    for number in range(1, epochs + 1):
        began = time.perf_counter()
        patiently(report_progress, db, id, token, Progress(phase="training", epoch=number))
        one = Epoch(epoch=number, loss=1 / number, accuracy=0.5, val_loss=1.0, val_accuracy=0.5, seconds=1.0)
        patiently(record_epoch, db, id, token, one, best_epoch=1, kept_epoch=number, validation_accuracy=0.5,
                  seconds=1.0 * number)
        longest.append(time.perf_counter() - began)

settings, epochs = load_settings(), int(sys.argv[1])
threads = [threading.Thread(target=train, args=(settings, *one.split(":"), epochs)) for one in sys.argv[2:]]
sys.stdin.readline()
started = time.perf_counter()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{max(longest):.2f} of {time.perf_counter() - started:.2f}")
"""


@pytest.mark.slow
def test_fifty_writers_of_a_hundred_epochs_each_lose_none(settings: Settings, db: Engine):
    for _ in range(PROCESSES * THREADS):
        lifecycle.submit(db, Experiment(), "a" * 64)
    attempts = [lifecycle.claim_next(db, parallel=PROCESSES * THREADS) for _ in range(PROCESSES * THREADS)]
    names = [f"{run.id}:{token}" for run, token in attempts]
    environment = {
        **os.environ,
        "BUILDER_HOME": str(settings.home),
        "BUILDER_DATABASE_URL": settings.database_url,
        # Fifty that ask all the time keep a busy machine's lock from one of them for longer than anybody would wait.
        "BUILDER_PATIENCE_SECONDS": str(HANG_SECONDS * 5),
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITERS, str(EPOCHS), *names[number::PROCESSES]],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for process in processes:  # each waits for this line once it has imported everything
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=HANG_SECONDS * 5)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES, said

    with reading(db) as connection:
        assert connection.execute(select(func.count()).select_from(tables.epochs)).scalar() == 5000
    for run, _token in attempts:
        written = epochs_of(db, run.id)
        assert [(epoch.epoch, epoch.loss) for epoch in written] == [(n, 1 / n) for n in range(1, EPOCHS + 1)]
        run = records.get_run(db, run.id)
        assert (run.epochs, run.kept_epoch, run.seconds) == (EPOCHS, EPOCHS, 100.0)
        assert progress_of(db, run.id).epoch == EPOCHS
    # Nobody starves while the others write: where all have their turn, an epoch takes a hundredth of the whole time.
    for longest, whole in (map(float, line.split(" of ")) for line in said):
        assert longest < whole / 4, said
