"""The states of a run. Each transition is one transaction that names the state it leaves.

    queued -> running -> finished | stopped | failed
    queued | running -> paused -> queued;  queued | paused -> stopped

What a worker records in a running run is in attempts.py, what an owner may do in owners.py, and
readings of the test set in readings.py.
"""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy import delete as delete_rows

from builder.design.experiment import Experiment
from builder.progress.epoch import Progress
from builder.progress.reason import Reason
from builder.progress.told import Told
from builder.store.errors import UnreadableDesignError
from builder.store.ids import new_id, new_token
from builder.store.reasons import reason_text
from builder.store.runs import queue
from builder.store.runs.attempts import hold, lost
from builder.store.runs.groups import Membership, join
from builder.store.runs.new_row import new_row
from builder.store.runs.readings import insert_reading
from builder.store.runs.records import Run, get_run
from builder.store.schema.database import lock, now, writing
from builder.store.schema.tables import progress, runs


def submit(
    db: Engine, experiment: Experiment, owner: str, groups: Sequence[Membership] = (), home: str | None = None
) -> Run:
    """Adds a run to the end of this home's queue, in these groups; see `submit_together`."""
    return submit_together(db, [(experiment, groups)], owner, home)[0]


def submit_together(
    db: Engine,
    designs: Sequence[tuple[Experiment, Sequence[Membership]]],
    owner: str,
    home: str | None = None,
    *,
    most_waiting: int | None = None,
    once: bool = False,
) -> tuple[Run, ...]:
    """Adds a run of each design, in its groups, to the end of this home's queue, in this order: all or none.

    Without a home, whichever is first trains it. The caller has checked that the designs can be built, and that their
    images are there. Raises TooManyError if more than `most_waiting` runs of this owner would then be queued or paused,
    and with `once` UnderWayError if the same runs wait or train already.
    """
    rows = [(new_row(new_id(), experiment, owner, home, "queued"), groups) for experiment, groups in designs]
    with writing(db) as connection:
        if once or most_waiting is not None:
            lock(connection, "queue")
        if once:
            queue.refuse_the_same(connection, [row for row, _ in rows])
        if most_waiting is not None:
            queue.refuse_more_than(connection, owner, most_waiting, new=len(rows))
        for row, groups in rows:
            connection.execute(insert(runs).values(**row))
            join(connection, row["id"], groups)
    return tuple(get_run(db, row["id"]) for row, _ in rows)


def claim_next(db: Engine, home: str | None = None, *, parallel: int = 1) -> tuple[Run, str] | None:
    """queued -> running for the run whose turn it is in this home; returns it with the new attempt's token.

    None if nothing is queued for it, or it has `parallel` running runs already. Without a home, only runs that belong
    to none are claimed.
    """
    claimed = queue.claim(db, home, parallel=parallel)
    if claimed is None:
        return None
    id, token = claimed
    try:
        return get_run(db, id), token
    except UnreadableDesignError as error:  # queued by a newer version; the queue continues
        fail(db, id, token, Told(text=str(error)))
        return claim_next(db, home, parallel=parallel)


def finish(
    db: Engine,
    id: str,
    token: str,
    *,
    end_reason: Reason | None,
    seconds: float | None,
    test_correct: int | None = None,
    test_count: int | None = None,
) -> None:
    """running -> finished; `end_reason` says why training ended. Raises LostRunError.

    The reading of the test set, if there is one, is recorded in the same transaction: if the process were killed
    between the two, the next one would read the test set again.
    """
    with writing(db) as connection:
        hold(connection, id, token)
        if test_count is not None and test_correct is not None:
            insert_reading(connection, id, reason="finished", count=test_count, correct=test_correct)
        _end(connection, id, token, state="finished", end_reason=end_reason, seconds=seconds)


def mark_stopped(db: Engine, id: str, token: str, *, end_reason: Reason | None, seconds: float | None) -> None:
    """running -> stopped, by request; what was trained stays. Raises LostRunError."""
    with writing(db) as connection:
        _end(connection, id, token, state="stopped", end_reason=end_reason, seconds=seconds)


def stop_unreported(db: Engine, id: str, reported_at: float | None, end_reason: Reason) -> bool:
    """running -> stopped for a run that nobody has reported on since `reported_at`; False if somebody has.

    For its owner, where its worker is out of reach: should that come back, it finds the run lost, and ends.
    """
    last = select(progress.c.updated_at).where(progress.c.run_id == id)
    with writing(db) as connection:
        row = connection.execute(
            select(runs).where(runs.c.id == id, runs.c.state == "running").with_for_update()
        ).first()
        if row is None or connection.execute(last).scalar() != reported_at:
            return False
        _end(connection, id, row.token, state="stopped", end_reason=end_reason)
    return True


def mark_paused(db: Engine, id: str, token: str, *, seconds: float | None, reason: Reason | None = None) -> None:
    """running -> paused; a checkpoint holds all that is needed to resume. Raises LostRunError.

    If nobody asked for the pause, `reason` says what went wrong, and so what to fix before resuming. Requests still
    open are dropped: a paused run can be stopped at once.
    """
    told = reason_text(reason)
    nothing_asked = {"pause_requested_at": None, "stop_requested_at": None}
    with writing(db) as connection:
        _leave(connection, id, token, state="paused", end_reason=told, **nothing_asked, **_unless_none(seconds=seconds))


def start_again(db: Engine, id: str, token: str, *, after: Literal["death", "boot"] = "death") -> str:
    """The token of a new attempt at a running run whose process is gone; the old attempt loses the run.

    The process's death counts in the run's `restarts`; a restart of the computer does not. Raises LostRunError.
    """
    renewed = new_token()
    restarts = runs.c.restarts + (1 if after == "death" else 0)
    with writing(db) as connection:
        changed = connection.execute(
            update(runs)
            .where(runs.c.id == id, runs.c.token == token, runs.c.state == "running")
            .values(token=renewed, restarts=restarts, worker=None)
        )
        if changed.rowcount == 0:
            raise lost(connection, id)
        restart = Progress(phase="restarting_after_death" if after == "death" else "restarting_after_boot")
        connection.execute(update(progress).where(progress.c.run_id == id).values(**restart.model_dump()))
    return renewed


def fail(db: Engine, id: str, token: str, reason: Reason) -> None:
    """running -> failed; `reason` says what happened. Raises LostRunError."""
    with writing(db) as connection:
        _end(connection, id, token, state="failed", error=reason)


def _end(
    connection: Connection, id: str, token: str, *, state: str, seconds: float | None = None, **reasons: Reason | None
) -> None:
    """`seconds` None keeps the time that the last epoch recorded."""
    told = {field: reason_text(reason) for field, reason in reasons.items()}
    _leave(connection, id, token, state=state, ended_at=now(), **told, **_unless_none(seconds=seconds))


def _leave(connection: Connection, id: str, token: str, **values: str | float | None) -> None:
    """Takes the run out of "running"; its attempt can no longer write."""
    left = connection.execute(
        update(runs)
        .where(runs.c.id == id, runs.c.token == token, runs.c.state == "running")
        .values(token=None, worker=None, **values)
    )
    if left.rowcount == 0:
        raise lost(connection, id)
    connection.execute(delete_rows(progress).where(progress.c.run_id == id))


def _unless_none(**values: float | None) -> dict[str, float]:
    return {name: value for name, value in values.items() if value is not None}
