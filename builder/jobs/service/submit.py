"""Submitting runs, and what their owners ask of them.

It is checked first, then written to the store, then a supervisor is seen to.
"""

from collections.abc import Sequence

from sqlalchemy import Engine

from builder.design.checks.memory import memory_problem
from builder.design.checks.problems import problems
from builder.design.experiment import Experiment
from builder.jobs.executor.local.machine import training_room
from builder.jobs.service import starting
from builder.jobs.service.starting import SubmitError
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.runs import lifecycle, owners
from builder.store.runs.groups import Membership
from builder.store.runs.records import Run


def submit_run(
    settings: Settings, db: Engine, experiment: Experiment, owner: str, groups: Sequence[Membership] = ()
) -> Run:
    """A new run of this design at the end of the queue, in these groups; raises SubmitError if it cannot be trained."""
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
    run = lifecycle.submit(db, experiment, owner, groups)
    starting.ensure_supervisor(settings)
    return run


def stop_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Ask the run to stop; raises RunNotFoundError and NotOwnerError. An ended run is left alone."""
    run = owners.request_stop(db, run_id, owner)
    if run.state == "running":
        starting.ensure_supervisor(settings)  # which ends a worker that does not stop by itself
    else:
        artifacts_of(settings).remove_checkpoint(run_id)
    return run


def pause_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Ask the run to pause; raises RunNotFoundError and NotOwnerError. An ended run is left alone."""
    run = owners.request_pause(db, run_id, owner)
    if run.state == "running":
        starting.ensure_supervisor(settings)
    return run


def resume_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Let a paused run go on where it was; raises RunNotFoundError and NotOwnerError."""
    run = owners.resume(db, run_id, owner)
    starting.ensure_supervisor(settings)
    return run
