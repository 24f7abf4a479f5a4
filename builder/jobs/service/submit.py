"""Submits runs, and passes on their owners' requests.

Each is checked, written to the store, and then a supervisor is started if none runs.
"""

from collections.abc import Sequence

from sqlalchemy import Engine

from builder.design.experiment import Experiment
from builder.jobs.service import starting
from builder.jobs.service.readiness import readiness
from builder.jobs.service.starting import SubmitError
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.runs import lifecycle, owners
from builder.store.runs.groups import Membership
from builder.store.runs.records import Run


def submit_run(
    settings: Settings, db: Engine, experiment: Experiment, owner: str, groups: Sequence[Membership] = ()
) -> Run:
    """Adds a run of this design to the queue, in these groups; raises SubmitError if it cannot be trained."""
    if refusal := readiness(settings, experiment).refusal:
        raise SubmitError(refusal)
    run = lifecycle.submit(db, experiment, owner, groups)
    starting.call_supervisor(settings)
    return run


def stop_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Ask the run to stop; raises RunNotFoundError and NotOwnerError. An ended run is left alone."""
    run = owners.request_stop(db, run_id, owner)
    if run.state == "running":
        starting.call_supervisor(settings)  # it kills a worker that does not stop by itself
    else:
        artifacts_of(settings).remove_checkpoint(run_id)
    return run


def pause_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Ask the run to pause; raises RunNotFoundError and NotOwnerError. An ended run is left alone."""
    run = owners.request_pause(db, run_id, owner)
    if run.state == "running":
        starting.call_supervisor(settings)
    return run


def resume_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Resume a paused run where it was; raises RunNotFoundError and NotOwnerError."""
    run = owners.resume(db, run_id, owner)
    starting.call_supervisor(settings)
    return run
