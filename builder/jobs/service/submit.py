"""What pages and the command line call: checked first, then written to the store, then a supervisor is seen to."""

from typing import TYPE_CHECKING

from sqlalchemy import Engine

from builder.design.checks.memory import memory_problem
from builder.design.checks.problems import problems
from builder.design.experiment import Experiment
from builder.jobs.executor.local import services
from builder.jobs.executor.local.machine import training_room
from builder.settings import Settings
from builder.store import artifacts, tasks
from builder.store.errors import NotOwnerError
from builder.store.runs import lifecycle, records
from builder.store.runs.records import Run
from builder.store.tasks import Task

if TYPE_CHECKING:
    import numpy as np


class SubmitError(Exception):
    """What was asked for cannot be done; str(error) is one sentence that says why and what to do."""


def ensure_supervisor(settings: Settings) -> None:
    """Start the supervisor of this home unless it runs; cheap when it does. Raises SubmitError.

    Called by whoever submits, and by whoever watches work that is queued or running: should the
    supervisor have been killed, the next look brings it back.
    """
    try:
        services.ensure(settings, "supervisor")
    except OSError as error:
        raise SubmitError(
            f"The process that starts training could not be started ({error.strerror or error}). "
            "Close other programs, or restart the computer, and try again."
        ) from error


def submit_run(settings: Settings, db: Engine, experiment: Experiment, owner: str) -> Run:
    """A new run of this design at the end of the queue; raises SubmitError when it cannot be trained."""
    # numpy, which the data sets need, would make every start of the supervisor slower.
    from builder.datasets import DatasetError, is_available, split_sizes, why_not

    if not is_available(experiment.data.dataset, settings):
        raise SubmitError(why_not(experiment.data.dataset, settings))
    try:
        train_count = split_sizes(experiment.data, settings)[0]
    except DatasetError as error:
        raise SubmitError(str(error)) from error
    for problem in problems(experiment, train_count):
        if problem.severity == "error":
            raise SubmitError(f"This design cannot be trained. {problem.place.capitalize()}: {problem.what}")
    if (problem := memory_problem(experiment, training_room())) is not None:
        raise SubmitError(f"{problem.title}. {problem.what}")
    run = lifecycle.submit(db, experiment, owner)
    ensure_supervisor(settings)
    return run


def stop_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Ask the run to stop; raises RunNotFoundError and NotOwnerError. An ended run is left alone."""
    run = lifecycle.request_stop(db, run_id, owner)
    if run.state == "running":
        ensure_supervisor(settings)  # which ends a worker that does not stop by itself
    else:
        artifacts.remove_checkpoint(settings, run_id)
    return run


def pause_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Ask the run to pause; raises RunNotFoundError and NotOwnerError. An ended run is left alone."""
    run = lifecycle.request_pause(db, run_id, owner)
    if run.state == "running":
        ensure_supervisor(settings)
    return run


def resume_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Let a paused run go on where it was; raises RunNotFoundError and NotOwnerError."""
    run = lifecycle.resume(db, run_id, owner)
    ensure_supervisor(settings)
    return run


def classify(settings: Settings, db: Engine, run_id: str, image: "np.ndarray") -> Task:
    """Ask what the run's network says of `image`, uint8 (32, 32, 3); raises RunNotFoundError.

    The task's result is {"probabilities": ten numbers, "seconds": the time that the network took}.
    """
    task = tasks.submit_task(db, "classify", run_id=run_id, image=image.tobytes())
    ensure_supervisor(settings)
    return task


def request_test_reading(settings: Settings, db: Engine, run_id: str, owner: str) -> Task:
    """Ask to measure a stopped run of this owner on the test set, once.

    The task's result is {"count", "correct"}. Raises RunNotFoundError, NotOwnerError, and SubmitError
    when the run was measured already or cannot be.
    """
    run = records.get_run(db, run_id)
    if run.owner != owner:
        raise NotOwnerError(run.name, run.nickname, "measure")
    refusal = why_no_test_reading(run)
    if refusal is not None:
        raise SubmitError(refusal)
    task = tasks.submit_task(db, "evaluate", run_id=run_id)
    ensure_supervisor(settings)
    return task


def why_no_test_reading(run: Run) -> str | None:
    """Why this run cannot be measured on the test set on request, as a sentence; None where it can."""
    if run.test_count is not None:
        return f"“{run.name}” has been measured on the test set already; that is done once, and its result is shown."
    if run.state not in ("stopped", "failed"):
        return f"“{run.name}” is {run.state}; it is measured on the test set by itself when it finishes."
    if not run.has_weights:
        return f"“{run.name}” ended before any weights were saved, so there is nothing to measure."
    return None


def start_download(settings: Settings, db: Engine) -> Task:
    """Ask for CIFAR-10 to be downloaded, or find the download that is under way.

    The task's progress is {"done": bytes, "total": bytes or None, "phase": text}.
    """
    task = tasks.submit_task(db, "download")
    ensure_supervisor(settings)
    return task
