"""`python -m builder.jobs.worker RUN`: trains one run, reports to the store, and ends.

It resumes from the run's last checkpoint if there is one. The token of the attempt comes in BUILDER_RUN_TOKEN.
With --standby in place of RUN it loads TensorFlow, and then waits for both. The process survives its supervisor
and the web server; it ends when the run has ended, when someone presses Stop or Pause, or when the run is no
longer its own.
"""

import logging
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from builder.datasets.images import DatasetError, Images
from builder.jobs import deaths
from builder.jobs.executor.local import machine, processes, standby
from builder.jobs.retry import patiently
from builder.jobs.supervise.starts import TOKEN_VARIABLE
from builder.jobs.work.preparation import Loading, load_when_ready, prepare
from builder.jobs.work.reporting import StoreListener
from builder.jobs.work.test_set import read_test_set
from builder.progress.ending import NotBegun, TestSetNotRead
from builder.progress.epoch import Progress
from builder.progress.failure import DiskFull
from builder.progress.reason import Reason
from builder.progress.told import Told
from builder.settings import Settings, load_settings
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.errors import LostRunError, StoreError, StoreFullError
from builder.store.runs import attempts, lifecycle, records
from builder.store.runs.records import Run
from builder.store.schema.database import open_database
from builder.words.reasons import said

if TYPE_CHECKING:
    from builder.engine.backend import keras

log = logging.getLogger("builder.jobs.worker")

#: Writes how the run ended, or that it is paused; nothing is written after it.
Ending = partial[None]


class _Stopped(Exception):
    """Someone pressed Stop while the test set was read."""


def main() -> int:
    """Train the run named on the command line, or that of a later order; 0 whenever the store knows how it ended."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        _serve(load_settings())
    except LostRunError as error:
        log.info("%s", error)
    except (
        StoreError
    ) as error:  # it cannot be recorded; once the store can be written, another worker resumes from here
        log.error("%s", error)
        return deaths.NO_STORE
    return 0


def _serve(settings: Settings) -> None:
    """Be the worker of one run; raises StoreError, LostRunError among them."""
    loading: Loading = {}
    if sys.argv[1] == standby.ARGUMENT:
        orders = standby.orders()
        db = patiently(open_database, settings)
        db.dispose()  # keep no connection while waiting, which may be long
        loading = prepare(settings)
        run_id, token = orders.get()
    else:
        run_id, token = sys.argv[1], os.environ.pop(TOKEN_VARIABLE)
        db = patiently(open_database, settings)
    # Before anything is done for the run: another worker may have it, and then this one must end.
    process = os.getpid()
    patiently(attempts.record_process, db, run_id, token, process, processes.create_time(process) or time.time())
    end = _work(settings, db, run_id, token, loading)
    _tell(settings, run_id, end)
    if end.func is not lifecycle.mark_paused:
        artifacts_of(settings).remove_checkpoint(run_id)


def _tell(settings: Settings, run_id: str, end: Ending) -> None:
    """Say how the run ended. Where the disk is full, the room that was kept for it takes the sentence."""
    try:
        patiently(end)
    except StoreFullError:
        artifacts_of(settings).give_room(run_id)
        patiently(end)


def _work(settings: Settings, db: Engine, run_id: str, token: str, loading: Loading) -> Ending:
    """Train, and say how the run is to end, or why it is paused; raises StoreError, LostRunError among them."""
    run = patiently(records.get_run, db, run_id)
    try:
        with StoreListener(db, run_id, token, on_lost=lambda: os._exit(0)) as listener:
            return _train(settings, db, run, token, listener, loading)
    except Exception as error:
        if (reason := _passing_trouble(error)) is not None:
            log.error("run %s is paused: %s", run_id, said(reason))
            return partial(lifecycle.mark_paused, db, run_id, token, seconds=None, reason=reason)
        if isinstance(error, StoreError):
            raise
        log.exception("run %s failed", run_id)
        return partial(lifecycle.fail, db, run_id, token, _failure(error, patiently(records.get_run, db, run_id)))


def _train(settings: Settings, db: Engine, run: Run, token: str, listener: StoreListener, loading: Loading) -> Ending:
    listener.phase("starting_tensorflow")
    with ThreadPoolExecutor(1) as beside:
        split = beside.submit(load_when_ready, run.experiment.data, settings, loading)
        from builder.engine.fastest import Fastest, fastest
        from builder.engine.fit import fit
        from builder.engine.malloc import keep_freed_memory
        from builder.engine.processor import processor, versions

        keep_freed_memory()
        machine.cap_own_memory()
        listener.phase("loading_images")
        split = split.result()
    if listener.stop_requested():
        reason = NotBegun(state="starting")
        return partial(lifecycle.mark_stopped, db, run.id, token, end_reason=reason, seconds=0.0)

    if run.precision is None:  # a resumed run keeps what it began with
        listener.phase("measuring_speed")
        measured = settings.home / "speed"
        found = fastest(run.experiment, split.train.images, split.train.labels, measured)
        found = {name: getattr(found, name) for name in Fastest.model_fields}
        run = run.model_copy(update=found)
        start = {"processor": processor(), "versions": versions(), **found}
        patiently(attempts.record_start, db, run.id, token, **start)
    # Not earlier: a start is short, and someone waits for it. Threads that TensorFlow makes from here on inherit it.
    processes.lower_priority()
    artifacts_of(settings).keep_room(run.id)
    result = fit(
        run.experiment,
        split,
        listener,
        artifacts_of(settings).folder(run.id),
        checkpoints=artifacts_of(settings).checkpoint(run.id),
        precision=run.precision,
        steps_per_execution=run.steps_per_execution or 1,
    )
    if result.ending.kind == "pause":
        return partial(lifecycle.mark_paused, db, run.id, token, seconds=result.seconds)
    patiently(attempts.record_weights, db, run.id, token)
    ending = {"end_reason": result.ending, "seconds": result.seconds}
    if result.ending.kind == "stop":
        return partial(lifecycle.mark_stopped, db, run.id, token, **ending)
    try:
        ending |= _read_test_set(settings, run, listener, result.model, split.test)
    except _Stopped:
        ending["end_reason"] = TestSetNotRead(ending=result.ending)
        return partial(lifecycle.mark_stopped, db, run.id, token, **ending)
    return partial(lifecycle.finish, db, run.id, token, **ending)


def _read_test_set(
    settings: Settings, run: Run, listener: StoreListener, model: "keras.Model", test: Images
) -> dict[str, int]:
    """Measure the kept weights on the test set and keep what they say; what to record of it. Raises _Stopped."""
    progress = Progress(phase="reading_test_set", images_total=len(test))
    listener.progress(progress)
    began = time.perf_counter()

    def after_slice(done: int) -> None:
        if listener.stop_requested():
            raise _Stopped
        rate = done / (time.perf_counter() - began)
        listener.progress(
            progress.model_copy(
                update={"images_done": done, "images_per_second": rate, "seconds_left": (len(test) - done) / rate}
            )
        )

    reading = read_test_set(model, test, after_slice)
    listener.phase("saving")
    save_predictions(artifacts_of(settings), run.id, test.labels, reading.probabilities)
    return {"test_correct": reading.correct, "test_count": len(test)}


def _passing_trouble(error: Exception) -> Reason | None:
    """What is wrong with the disk, if training can resume from its checkpoint once that is fixed; else None."""
    from builder.engine.errors import NotWrittenError

    if isinstance(error, NotWrittenError):
        return error.reason
    if isinstance(error, StoreFullError | ArtifactError):
        return Told(text=str(error))
    return DiskFull() if deaths.is_full_disk(error) else None


def _failure(error: Exception, run: Run) -> Reason:
    """Why the run failed; `run` as it stands now."""
    from builder.engine.errors import BundleError, CheckpointError, EngineError

    kept_epoch = run.kept_epoch if run.has_weights else None
    if isinstance(error, BundleError | CheckpointError):
        return Told(text=str(error), kept_epoch=kept_epoch)
    if isinstance(error, EngineError):
        return error.reason
    if isinstance(error, DatasetError):
        return Told(text=str(error))
    return deaths.of_exception(error, batch_size=run.experiment.training.batch_size, kept_epoch=kept_epoch)


if __name__ == "__main__":
    status = main()
    # Everything is written. Taking TensorFlow down in order takes a second, and a crash then would look like a fault.
    os._exit(status)
