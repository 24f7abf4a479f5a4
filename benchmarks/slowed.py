"""A training that goes on, but leaves the processor to whoever looks at it."""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from benchmarks.trained_home import TrainedHome
from builder.jobs.executor.local.worker import Handle
from builder.store.runs import attempts, records
from builder.store.runs.records import Run
from builder.store.schema.database import writing

#: In seconds, by turns. It still reports once in each turn, long before anybody would take it for dead.
GOES, STANDS = 0.2, 0.8
#: After so many epochs, since a curve is to be there soon.
FROM_EPOCH = 4


@contextmanager
def slowed(home: TrainedHome, run: Run) -> Iterator[None]:
    """Within the block the run's worker works only a part of the time, as beside many other programs."""
    over = threading.Event()
    slowing = threading.Thread(target=_slow, args=(home, run, over), daemon=True)
    slowing.start()
    try:
        yield
    finally:
        over.set()
        slowing.join()


def _slow(home: TrainedHome, run: Run, over: threading.Event) -> None:
    while not over.wait(GOES):
        if records.get_run(home.db, run.id).epochs < FROM_EPOCH:
            continue
        worker = _worker_of(home, run)
        with contextlib.suppress(psutil.Error):
            with writing(home.db):  # not within a write of its own, where it would lock everybody out
                worker.suspend()
            over.wait(STANDS)
            worker.resume()


def _worker_of(home: TrainedHome, run: Run) -> psutil.Process:
    handles = [attempt.worker for attempt in attempts.running_attempts(home.db) if attempt.run_id == run.id]
    return psutil.Process(Handle.model_validate_json(handles[0]).pid)
