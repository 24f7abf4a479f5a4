"""Submits runs, and passes on their owners' requests.

Each is checked, written to the store, and then a supervisor is started if none runs.
"""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Engine

from builder.design.experiment import Experiment
from builder.jobs.options import number
from builder.jobs.service import starting
from builder.jobs.service.readiness import readiness
from builder.jobs.service.starting import SubmitError
from builder.progress.ending import Stopped
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.errors import StoreFullError, TooManyError
from builder.store.homes.elsewhere import belongs_elsewhere, unreported_seconds
from builder.store.homes.identity import home_of
from builder.store.runs import lifecycle, owners, records
from builder.store.runs.curves import progress_of
from builder.store.runs.groups import Membership
from builder.store.runs.records import Run

#: How many runs of one owner may wait, queued or paused: enough for every project of the course twice.
WAITING_RUNS = 50


def submit_run(
    settings: Settings, db: Engine, experiment: Experiment, owner: str, groups: Sequence[Membership] = ()
) -> Run:
    """Adds a run of this design to the queue, in these groups; raises SubmitError as `submit_runs` does."""
    return submit_runs(settings, db, [(experiment, groups)], owner)[0]


def submit_runs(
    settings: Settings,
    db: Engine,
    designs: Sequence[tuple[Experiment, Sequence[Membership]]],
    owner: str,
    *,
    once: bool = False,
) -> tuple[Run, ...]:
    """Adds a run of each design, in its groups, to the queue, in this order: all of them or none.

    Raises SubmitError if one of them cannot be trained, or if too many runs of this owner would wait
    (BUILDER_WAITING_RUNS); with `once` UnderWayError if the very same runs of this owner wait or train already.
    """
    for experiment, _ in designs:
        if refusal := readiness(settings, experiment).refusal:
            raise SubmitError(refusal)
    most = int(number("BUILDER_WAITING_RUNS", WAITING_RUNS))
    try:
        runs = lifecycle.submit_together(db, designs, owner, home_of(settings), most_waiting=most, once=once)
    except TooManyError as error:
        raise SubmitError(str(error)) from None
    starting.call_supervisor(settings)
    return runs


def stop_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Ask the run to stop; raises RunNotFoundError and NotOwnerError. An ended run is left alone.

    A running run of another home is stopped there; one that nobody reports on any more, here and at once.
    """
    run = owners.request_stop(db, run_id, owner)
    elsewhere = belongs_elsewhere(settings, run)
    if run.state != "running":
        if not elsewhere:
            artifacts_of(settings).remove_checkpoint(run_id)
        return run
    if not elsewhere:
        starting.call_supervisor(settings)  # it kills a worker that does not stop by itself
    return run if run.home == home_of(settings) else _stopped_if_unreported(db, run)


def pause_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Ask the run to pause; raises RunNotFoundError and NotOwnerError. An ended run is left alone."""
    run = owners.request_pause(db, run_id, owner)
    if run.state == "running" and not belongs_elsewhere(settings, run):
        starting.call_supervisor(settings)
    return run


def resume_run(settings: Settings, db: Engine, run_id: str, owner: str) -> Run:
    """Resume a paused run where it was: in this home if its checkpoint is here, else in the home that it belongs to.

    Raises RunNotFoundError and NotOwnerError.
    """
    is_here = run_id in artifacts_of(settings).with_checkpoint()
    run = owners.resume(db, run_id, owner, home_of(settings) if is_here else None)
    if not belongs_elsewhere(settings, run):
        starting.call_supervisor(settings)
    return run


def delete_run(settings: Settings, db: Engine, run_id: str, owner: str) -> None:
    """Delete a run with its files; those in another home are removed when a supervisor starts there.

    Raises RunNotFoundError, NotOwnerError, and RunStateError for a running run.
    """
    remove = partial(artifacts_of(settings).remove, run_id)
    try:
        owners.delete(db, run_id, owner, home_of(settings))
    except StoreFullError:
        # The database's journal needs room to delete a row, and the run's files have some.
        owners.delete(db, run_id, owner, home_of(settings), first=remove)
    remove()


def _stopped_if_unreported(db: Engine, run: Run) -> Run:
    progress = progress_of(db, run.id)
    if progress is not None and unreported_seconds(progress) is not None:
        reason = Stopped(epoch=None, kept_epoch=run.kept_epoch if run.has_weights else None)
        lifecycle.stop_unreported(db, run.id, progress.updated_at, reason)
    return records.get_run(db, run.id)
