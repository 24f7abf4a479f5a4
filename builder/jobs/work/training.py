"""One run from its first image to the record of its end, in the worker that has it."""

import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from builder.datasets.images import Images
from builder.design.cost.training_work import trained_multiply_adds
from builder.design.experiment import Experiment
from builder.jobs.retry import patiently
from builder.jobs.work.evidence import save_evidence
from builder.jobs.work.following import followed_in
from builder.jobs.work.judging import StopWhileJudging, keep_validation_predictions, read_test_set
from builder.jobs.work.order import Closing, Order
from builder.jobs.work.pacing import Pacing
from builder.jobs.work.preparation import load_when_ready
from builder.jobs.work.reporting import StoreListener
from builder.jobs.work.trouble import failure, passing_trouble
from builder.progress.ending import Ending, NotBegun, TestSetNotRead, TrainedAnew
from builder.progress.reason import Reason
from builder.store.errors import StoreError, StoreFullError
from builder.store.runs import attempts, lifecycle, records
from builder.store.runs.records import Run
from builder.words.reasons import said

if TYPE_CHECKING:
    from builder.engine.fastest import Fastest
    from builder.engine.result import FitResult

#: Trainings of so many seconds are told how much of the processor's speed they reached: to measure it takes half a one.
WORTH_MEASURING = 20.0

log = logging.getLogger("builder.jobs.worker")


def tell(order: Order, end: Closing) -> None:
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


def work(order: Order) -> Closing:
    """Train, and return how the run is to end, or why it is paused; raises StoreError, including LostRunError."""
    run = patiently(records.get_own_run, order.db, order.run_id)
    try:
        with StoreListener(order.db, order.run_id, order.token, on_lost=lambda: os._exit(0)) as listener:
            return _train(order, run, listener)
    except Exception as error:
        if (reason := passing_trouble(order, error)) is not None:
            log.error("run %s is paused: %s (%s)", run.id, said(reason), order.files.folder(run.id))
            return order.closing(lifecycle.mark_paused, seconds=None, reason=reason)
        if isinstance(error, StoreError):
            raise
        log.exception("run %s failed", run.id)
        now = patiently(records.get_own_run, order.db, run.id)
        return order.closing(lifecycle.fail, reason=failure(error, now))


def _train(order: Order, run: Run, listener: StoreListener) -> Closing:
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
        return order.closing(lifecycle.mark_stopped, end_reason=NotBegun(state="starting"), seconds=0.0)

    precision, steps_per_execution = run.precision, run.steps_per_execution or 1
    began, pacing = time.monotonic(), Pacing(order.place.measurements, run, split)
    if precision is None:  # a resumed run keeps its format
        listener.phase("measuring_speed")
        found = _measure(order, run, split.train)
        precision, steps_per_execution = found.precision, found.steps_per_execution
    measured, listener.after_epoch = time.monotonic() - began, pacing.epoch
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
    pacing.trained()
    if result.ending.kind == "pause":
        return order.closing(lifecycle.mark_paused, seconds=result.seconds)
    patiently(attempts.record_weights, order.db, run.id, order.token)
    order.home.when_there(lambda: save_evidence(order.files, run, split, result.model))
    told = partial(_end_reason, anew=result.anew)
    if result.ending.kind == "stop":
        return order.closing(lifecycle.mark_stopped, end_reason=told(result.ending), seconds=result.seconds)
    record_matrix_share(order, run.experiment, len(split.train), result, precision)
    try:
        keep_validation_predictions(order, listener, result.model, split, run.experiment.training)
        read = read_test_set(order, listener, result.model, split)
    except StopWhileJudging:
        reason = told(TestSetNotRead(ending=result.ending))
        return order.closing(lifecycle.mark_stopped, end_reason=reason, seconds=result.seconds)
    pacing.ended(result.ending, measured)
    return order.closing(lifecycle.finish, end_reason=told(result.ending), seconds=result.seconds, **read)


def record_matrix_share(
    order: Order, experiment: Experiment, train_count: int, result: "FitResult", precision: str
) -> None:
    """How much of what this machine reaches in products of large matrices the training has reached.

    Measured right after it, when other programs take as much of the processor as just before.
    """
    if result.seconds < WORTH_MEASURING:
        return
    from builder.engine.matrix_speed import matrix_speed

    done = trained_multiply_adds(experiment, train_count, len(result.epochs)) / result.seconds
    patiently(attempts.record_matrix_share, order.db, order.run_id, order.token, done / matrix_speed(precision))


def _end_reason(ending: Ending | TestSetNotRead, anew: bool) -> Reason:
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
