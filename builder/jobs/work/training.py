"""One run from its first image to the record of its end, in the worker that has it."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from builder.datasets.images import DatasetError, Images, Split
from builder.design.training.training import Training, images_per_epoch, validation_images
from builder.jobs import deaths
from builder.jobs.executor.protocol import Workplace
from builder.jobs.home import Home
from builder.jobs.retry import patiently
from builder.jobs.work.evidence import save_evidence
from builder.jobs.work.following import followed_in
from builder.jobs.work.predicting import Reading, predict_in_slices
from builder.jobs.work.preparation import Loading, load_when_ready
from builder.jobs.work.reporting import StoreListener
from builder.progress import ending as progress_ending
from builder.progress.ending import NotBegun, TestSetNotRead, TrainedAnew
from builder.progress.epoch import Epoch, Progress
from builder.progress.failure import DiskFull, StoreOutOfReach
from builder.progress.phase import Phase
from builder.progress.reason import Reason
from builder.progress.told import Told
from builder.settings import Settings
from builder.store.artifacts import ArtifactError, ArtifactStore, artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.errors import HomeAwayError, StoreError, StoreFullError
from builder.store.runs import attempts, lifecycle, records
from builder.store.runs.records import Run
from builder.words.reasons import said

if TYPE_CHECKING:
    from builder.engine.backend import keras
    from builder.engine.fastest import Fastest

log = logging.getLogger("builder.jobs.worker")

#: Records how the run ended, or that it is paused; nothing is written after it.
Ending = partial[None]


@dataclass(frozen=True)
class Order:
    """A worker's task, and where it does it; `loading` are the data sets that are being loaded.

    `home` is the folder that its files are in, which may be away for a while.
    """

    settings: Settings
    db: Engine
    place: Workplace
    run_id: str
    token: str
    loading: Loading
    home: Home

    @property
    def files(self) -> ArtifactStore:
        """Where the run's files are."""
        return artifacts_of(self.settings)

    def ending(self, transition: Callable[..., None], **told: object) -> Ending:
        """This transition of the run, to be made after everything else is written."""
        return partial(transition, self.db, self.run_id, self.token, **told)


class _Stopped(Exception):
    """Someone pressed Stop while the validation images were classified, or the test set was read."""


def tell(order: Order, end: Ending) -> None:
    """Record how the run ended; raises StoreError, including LostRunError.

    If the disk is full, the reserved room is freed for it.
    """
    try:
        patiently(end)
    except StoreFullError:
        order.files.give_room(order.run_id)
        patiently(end)
    if end.func is not lifecycle.mark_paused:
        order.files.remove_checkpoint(order.run_id)


def work(order: Order) -> Ending:
    """Train, and return how the run is to end, or why it is paused; raises StoreError, including LostRunError."""
    run = patiently(records.get_own_run, order.db, order.run_id)
    try:
        with StoreListener(order.db, order.run_id, order.token, on_lost=lambda: os._exit(0)) as listener:
            return _train(order, run, listener)
    except Exception as error:
        if (reason := _passing_trouble(order, error)) is not None:
            log.error("run %s is paused: %s (%s)", run.id, said(reason), order.files.folder(run.id))
            return order.ending(lifecycle.mark_paused, seconds=None, reason=reason)
        if isinstance(error, StoreError):
            raise
        log.exception("run %s failed", run.id)
        now = patiently(records.get_own_run, order.db, run.id)
        return order.ending(lifecycle.fail, reason=_failure(error, now))


def _train(order: Order, run: Run, listener: StoreListener) -> Ending:
    listener.phase("starting_tensorflow")
    with ThreadPoolExecutor(1) as beside:
        images = beside.submit(load_when_ready, run.experiment.data, order.settings, order.loading)
        from builder.engine.fit import fit
        from builder.engine.malloc import keep_freed_memory

        keep_freed_memory()
        order.place.limit_memory()
        listener.phase("loading_images")
        split = images.result()
    if listener.stop_requested():
        return order.ending(lifecycle.mark_stopped, end_reason=NotBegun(state="starting"), seconds=0.0)

    precision, steps_per_execution = run.precision, run.steps_per_execution or 1
    if precision is None:  # a resumed run keeps its format
        listener.phase("measuring_speed")
        found = _measure(order, run, split.train)
        precision, steps_per_execution = found.precision, found.steps_per_execution
    order.place.step_back()  # not earlier: starting is short, and someone waits for it
    order.home.when_there(lambda: order.files.keep_room(run.id))
    result = fit(
        run.experiment,
        split,
        listener,
        order.files.folder(run.id),
        checkpoints=order.files.checkpoint(run.id),
        precision=precision,
        steps_per_execution=steps_per_execution,
        snapshots=order.settings.snapshots,
        earlier=run.kept_epoch if run.has_weights else None,
        followed=followed_in(split, run, order.files),
        access=order.home.when_there,
    )
    _keep_pace(order, run, split, result.epochs)
    if result.ending.kind == "pause":
        return order.ending(lifecycle.mark_paused, seconds=result.seconds)
    patiently(attempts.record_weights, order.db, run.id, order.token)
    order.home.when_there(lambda: save_evidence(order.files, run, split, result.model))
    told = partial(_end_reason, anew=result.anew)
    if result.ending.kind == "stop":
        return order.ending(lifecycle.mark_stopped, end_reason=told(result.ending), seconds=result.seconds)
    try:
        _keep_validation_predictions(order, listener, result.model, split, run.experiment.training)
        read = _read_test_set(order, listener, result.model, split)
    except _Stopped:
        reason = told(TestSetNotRead(ending=result.ending))
        return order.ending(lifecycle.mark_stopped, end_reason=reason, seconds=result.seconds)
    return order.ending(lifecycle.finish, end_reason=told(result.ending), seconds=result.seconds, **read)


def _end_reason(ending: progress_ending.Ending | TestSetNotRead, anew: bool) -> Reason:
    return TrainedAnew(ending=ending) if anew else ending


def _measure(order: Order, run: Run, train: Images) -> "Fastest":
    """The format and steps that train this run fastest here; recorded before its first step."""
    from builder.engine.fastest import fastest
    from builder.engine.processor import processor, versions

    found = fastest(run.experiment, train.images, train.labels, order.place.measurements)
    patiently(
        attempts.record_start,
        order.db,
        run.id,
        order.token,
        processor=processor(),
        versions=versions(),
        precision=found.precision,
        precision_reason=found.precision_reason,
        steps_per_execution=found.steps_per_execution,
        steps_reason=found.steps_reason,
    )
    return found


def _keep_pace(order: Order, run: Run, split: Split, epochs: Sequence[Epoch]) -> None:
    """For whoever asks, before Train, how long such a run takes here."""
    from builder.engine.known_pace import keep_trained

    training = run.experiment.training
    trained, validated = (
        images_per_epoch(len(split.train), training),
        validation_images(len(split.validation), training),
    )
    keep_trained(order.place.measurements, run.experiment, epochs, (trained, validated))


def _keep_validation_predictions(
    order: Order, listener: StoreListener, model: "keras.Model", split: Split, training: Training
) -> None:
    """Save what the kept weights say of each image that judged them. Raises _Stopped.

    Before the test set is read: trouble with the disk pauses the run, and the test set is read once.
    """
    count = validation_images(len(split.validation), training)
    judges = Images(split.validation.images[:count], split.validation.labels[:count])
    said = _predict(listener, model, judges, "classifying_validation_images").probabilities
    indices = None if split.chosen is None else split.chosen.validation[:count]
    order.home.when_there(
        lambda: save_predictions(order.files, order.run_id, "validation", judges.labels, said, indices)
    )


def _read_test_set(order: Order, listener: StoreListener, model: "keras.Model", split: Split) -> dict[str, int]:
    """Measure the kept weights on the test set and save the predictions; returns what to record. Raises _Stopped."""
    test, indices = split.test, None if split.chosen is None else split.chosen.test
    reading = _predict(listener, model, test, "reading_test_set")
    listener.phase("saving")
    order.home.when_there(
        lambda: save_predictions(order.files, order.run_id, "test", test.labels, reading.probabilities, indices)
    )
    return {"test_correct": reading.correct, "test_count": len(test)}


def _predict(listener: StoreListener, model: "keras.Model", images: Images, phase: Phase) -> Reading:
    """The predictions for `images`, with progress in this phase. Raises _Stopped."""
    progress = Progress(phase=phase, images_total=len(images))
    listener.progress(progress)
    began = time.perf_counter()

    def after_slice(done: int) -> None:
        if listener.stop_requested():
            raise _Stopped
        rate = done / (time.perf_counter() - began)
        listener.progress(
            progress.model_copy(
                update={"images_done": done, "images_per_second": rate, "seconds_left": (len(images) - done) / rate}
            )
        )

    return predict_in_slices(model, images, after_slice)


def _passing_trouble(order: Order, error: Exception) -> Reason | None:
    """The problem with the disk, if training can resume from its checkpoint once that is fixed; else None."""
    from builder.engine.errors import NotWrittenError

    # Whatever else went wrong without the home followed from that.
    if isinstance(error, HomeAwayError) or not order.home.is_there():
        return StoreOutOfReach(away="home")
    if isinstance(error, NotWrittenError):
        return error.reason
    if isinstance(error, StoreFullError | ArtifactError):
        return Told(text=error.discreet)
    return DiskFull() if deaths.is_full_disk(error) else None


def _failure(error: Exception, run: Run) -> Reason:
    """Why the run failed; `run` is its current record."""
    from builder.engine.errors import BundleError, CheckpointError, EngineError

    kept_epoch = run.kept_epoch if run.has_weights else None
    if isinstance(error, BundleError | CheckpointError):
        return Told(text=str(error), kept_epoch=kept_epoch)
    if isinstance(error, EngineError):
        return error.reason
    if isinstance(error, DatasetError):
        return Told(text=str(error))
    return deaths.of_exception(error, batch_size=run.experiment.training.batch_size, kept_epoch=kept_epoch)
