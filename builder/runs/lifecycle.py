"""A run's way through its states. Each transition is one transaction that names the state it leaves.

    queued -> running -> finished | stopped | failed;  queued -> stopped

What a worker writes into a running run is in attempts.py, what an owner may do in owners.py, and
readings of the test set in readings.py; all are offered from here too.
"""

from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy import delete as delete_rows

from builder.presets import identify
from builder.runs.attempts import (
    Attempt,
    record_epoch,
    record_process,
    record_start,
    record_weights,
    report_progress,
    running_attempts,
)
from builder.runs.database import lock, now, writing
from builder.runs.errors import (
    LostRunError,
    UnreadableDesignError,
    one_line,
)
from builder.runs.ids import new_id, new_token
from builder.runs.owners import delete, rename, request_stop
from builder.runs.readings import TestReading, record_test_reading, test_readings
from builder.runs.records import Progress, Run, design_text, get_run
from builder.runs.tables import progress, runs
from builder.spec.experiment import Experiment
from builder.spec.summary import summarize

__all__ = [
    "Attempt",
    "TestReading",
    "claim_next",
    "delete",
    "fail",
    "finish",
    "mark_stopped",
    "record_epoch",
    "record_process",
    "record_start",
    "record_test_reading",
    "record_weights",
    "rename",
    "report_progress",
    "request_stop",
    "running_attempts",
    "submit",
    "test_readings",
]


def submit(db: Engine, experiment: Experiment, owner: str) -> Run:
    """A new run at the end of the queue; the caller has checked that the design can be built."""
    id = new_id()
    with writing(db) as connection:
        connection.execute(
            insert(runs).values(
                id=id,
                name=experiment.name,
                owner=owner,
                experiment=design_text(experiment),
                preset=identify(experiment),
                dataset=experiment.data.dataset,
                parameters=summarize(experiment.network).total,
                state="queued",
                submitted_at=now(),
            )
        )
    return get_run(db, id)


def claim_next(db: Engine, *, parallel: int = 1) -> tuple[Run, str] | None:
    """queued -> running for the run that has waited longest, with the new attempt's token.

    None when nothing is queued, or when `parallel` runs are running already.
    """
    token = new_token()
    with writing(db) as connection:
        lock(connection, "queue")
        running = connection.execute(select(func.count()).where(runs.c.state == "running")).scalar_one()
        if running >= parallel:
            return None
        query = select(runs.c.id).where(runs.c.state == "queued").order_by(runs.c.number).limit(1)
        id = connection.execute(query.with_for_update()).scalar()
        if id is None:
            return None
        claimed = connection.execute(
            update(runs)
            .where(runs.c.id == id, runs.c.state == "queued")
            .values(state="running", token=token, started_at=now(), pid=None, process_created_at=None)
        )
        if claimed.rowcount == 0:  # stopped in this moment, on PostgreSQL; the caller asks again soon
            return None
        connection.execute(delete_rows(progress).where(progress.c.run_id == id))
        start = Progress(phase="Starting TensorFlow")
        connection.execute(insert(progress).values(run_id=id, **start.model_dump()))
    try:
        return get_run(db, id), token
    except UnreadableDesignError as error:  # queued by a newer version; the queue goes on
        fail(db, id, token, str(error))
        return claim_next(db, parallel=parallel)


def finish(db: Engine, id: str, token: str, *, end_reason: str | None, seconds: float | None) -> None:
    """running -> finished; `end_reason` says in a sentence why training ended. Raises LostRunError."""
    _end(db, id, token, state="finished", end_reason=end_reason, seconds=seconds)


def mark_stopped(db: Engine, id: str, token: str, *, end_reason: str | None, seconds: float | None) -> None:
    """running -> stopped, by request; what was trained stays. Raises LostRunError."""
    _end(db, id, token, state="stopped", end_reason=end_reason, seconds=seconds)


def fail(db: Engine, id: str, token: str, sentence: str) -> None:
    """running -> failed; `sentence` tells the student what happened and what to try. Raises LostRunError."""
    _end(db, id, token, state="failed", error=sentence)


def _end(db: Engine, id: str, token: str, *, state: str, **values: str | float | None) -> None:
    """`seconds` None leaves the time that the last epoch recorded."""
    for field in ("end_reason", "error"):
        if values.get(field):
            values[field] = one_line(values[field])
    if values.get("seconds", 0) is None:
        del values["seconds"]
    with writing(db) as connection:
        ended = connection.execute(
            update(runs)
            .where(runs.c.id == id, runs.c.token == token, runs.c.state == "running")
            .values(state=state, ended_at=now(), token=None, pid=None, process_created_at=None, **values)
        )
        if ended.rowcount == 0:
            raise LostRunError(id)
        connection.execute(delete_rows(progress).where(progress.c.run_id == id))
