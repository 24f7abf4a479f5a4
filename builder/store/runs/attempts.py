"""What a worker records in its running run.

A running run belongs to one attempt, identified by its token. Every write names the token; if the run
no longer belongs to that attempt, it raises LostRunError and changes nothing; where the run's row went with the
database's file, RunAwayError.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from builder.design.base import Value
from builder.progress.epoch import Epoch, Progress
from builder.progress.reason import Reason
from builder.progress.told import Told
from builder.store.errors import LostRunError, RunAwayError, one_line
from builder.store.reasons import reason_text
from builder.store.schema.database import reading, writing
from builder.store.schema.database_file import has_changed
from builder.store.schema.tables import epochs, progress, runs

#: What an owner may request of a running run.
Wish = Literal["stop", "pause"]


class Count(Value):
    """How many images of a phase of an epoch are done."""

    phase: str
    epoch: int
    done: int
    total: int


class Attempt(Value):
    """A running run's attempt; `worker` is the handle of its worker, None until one has recorded itself.

    `reported_at` is when it last reported, by its own clock, and `count` what it then reported.
    """

    run_id: str
    token: str
    worker: str | None
    started_at: float
    stop_requested: bool
    stop_requested_at: float | None
    pause_requested: bool
    reported_at: float | None
    count: Count | None = None


def running_attempts(db: Engine, home: str | None = None) -> tuple[Attempt, ...]:
    """The attempts of this home's running runs, oldest run first; without a home, those of all running runs."""
    query = (
        select(
            runs,
            progress.c.updated_at,
            progress.c.phase,
            progress.c.epoch,
            progress.c.images_done,
            progress.c.images_total,
        )
        .select_from(runs.outerjoin(progress, progress.c.run_id == runs.c.id))
        .where(runs.c.state == "running")
        .order_by(runs.c.number)
    )
    if home is not None:
        query = query.where(runs.c.home == home)
    with reading(db) as connection:
        rows = connection.execute(query).all()
    return tuple(
        Attempt(
            run_id=row.id,
            token=row.token,
            worker=row.worker,
            started_at=row.started_at,
            stop_requested=row.stop_requested_at is not None,
            stop_requested_at=row.stop_requested_at,
            pause_requested=row.pause_requested_at is not None,
            reported_at=row.updated_at,
            count=None if row.updated_at is None else _count(row),
        )
        for row in rows
    )


def _count(row: Row[Any]) -> Count:
    return Count(phase=row.phase, epoch=row.epoch, done=row.images_done, total=row.images_total)


def record_worker(db: Engine, id: str, token: str, handle: str) -> None:
    """Records which worker makes the attempt; `handle` is a text by which its executor finds it again.

    The first worker to record itself gets the run, and any other finds it lost: two workers never train one run.
    """
    with writing(db) as connection:
        taken = connection.execute(
            update(runs)
            .where(runs.c.id == id, runs.c.token == token, runs.c.state == "running")
            .where(runs.c.worker.is_(None) | (runs.c.worker == handle))
            .values(worker=handle)
        )
        if taken.rowcount == 0:
            raise lost(connection, id)


def record_start(
    db: Engine,
    id: str,
    token: str,
    *,
    processor: str,
    versions: Mapping[str, str],
    precision: str,
    precision_reason: Reason | None = None,
    steps_per_execution: int = 1,
    steps_reason: Reason | None = None,
) -> None:
    """Records what the run computes with: processor, libraries, number format, steps per TensorFlow call, and why."""
    with writing(db) as connection:
        _update(
            connection,
            id,
            token,
            processor=one_line(processor),
            versions=json.dumps(dict(versions)),
            precision=precision,
            precision_reason=reason_text(precision_reason),
            steps_per_execution=steps_per_execution,
            steps_reason=reason_text(steps_reason),
        )


def record_matrix_share(db: Engine, id: str, token: str, share: float) -> None:
    """Records how much of the machine's speed with large matrices the training reached, of 1."""
    with writing(db) as connection:
        _update(connection, id, token, matrix_share=share)


def report_progress(db: Engine, id: str, token: str, report: Progress) -> Wish | None:
    """Replaces the run's progress; returns what its owner has asked for, a stop before a pause."""
    values = report.model_dump()
    values["phase"] = one_line(report.phase.text, 80) if isinstance(report.phase, Told) else report.phase
    with writing(db) as connection:
        wish = hold(connection, id, token)
        connection.execute(update(progress).where(progress.c.run_id == id).values(**values))
    return wish


def record_epoch(
    db: Engine,
    id: str,
    token: str,
    epoch: Epoch,
    *,
    best_epoch: int | None,
    kept_epoch: int | None,
    validation_accuracy: float | None,
    seconds: float,
) -> None:
    """Records a completed epoch, whose weights to keep are on disk, and the run's state after it.

    `seconds` is the training time so far. From the first epoch on the run can classify, even if its process dies.
    An attempt that resumes from an earlier epoch replaces the epochs after it.
    """
    with writing(db) as connection:
        _update(
            connection,
            id,
            token,
            epochs=epoch.epoch,
            best_epoch=best_epoch,
            kept_epoch=kept_epoch,
            validation_accuracy=validation_accuracy,
            seconds=seconds,
            has_weights=True,
        )
        connection.execute(delete(epochs).where(epochs.c.run_id == id, epochs.c.epoch >= epoch.epoch))
        connection.execute(insert(epochs).values(run_id=id, **epoch.model_dump()))


def record_new_beginning(db: Engine, id: str, token: str, reason: Reason) -> None:
    """Records why a run that had been further trains from its start again; kept until it ends or is paused."""
    with writing(db) as connection:
        _update(connection, id, token, end_reason=reason_text(reason))


def record_weights(db: Engine, id: str, token: str) -> None:
    """Records that the weights of a run without a complete epoch are on disk, so that it can classify."""
    with writing(db) as connection:
        _update(connection, id, token, has_weights=True)


def hold(connection: Connection, id: str, token: str) -> Wish | None:
    """Keeps the run with this attempt until the transaction ends; returns what its owner has asked for."""
    query = select(runs.c.stop_requested_at, runs.c.pause_requested_at).where(
        runs.c.id == id, runs.c.token == token, runs.c.state == "running"
    )
    row = connection.execute(query.with_for_update()).first()
    if row is None:
        raise lost(connection, id)
    if row.stop_requested_at is not None:
        return "stop"
    return None if row.pause_requested_at is None else "pause"


def lost(connection: Connection, id: str) -> LostRunError | RunAwayError:
    """Why an attempt cannot write its run. The row of a running run is never deleted: it can only go with its file."""
    is_there = connection.execute(select(runs.c.id).where(runs.c.id == id)).first() is not None
    return LostRunError(id) if is_there or not has_changed(connection) else RunAwayError(id)


def _update(connection: Connection, id: str, token: str, **values: object) -> None:
    changed = connection.execute(
        update(runs).where(runs.c.id == id, runs.c.token == token, runs.c.state == "running").values(**values)
    )
    if changed.rowcount == 0:
        raise lost(connection, id)
