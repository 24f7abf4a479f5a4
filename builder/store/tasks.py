"""Small jobs for other processes: classify a picture, measure a run on the test set, download CIFAR-10.

A task belongs to the process that claimed it, known by its token; writes with another token raise
LostTaskError and change nothing.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from builder.design.base import Value
from builder.store.errors import LostTaskError, RunNotFoundError, TaskNotFoundError, one_line
from builder.store.ids import new_id, new_token
from builder.store.schema.database import lock, now, reading, writing
from builder.store.schema.tables import runs, tasks

TaskKind = Literal["classify", "evaluate", "download"]
TaskState = Literal["queued", "working", "done", "failed"]

IMAGE_BYTES = 32 * 32 * 3
KEEP_SECONDS = 3600.0
MAX_CLAIMS = 2


class Task(Value):
    """One small job; `image` holds 32 x 32 x 3 bytes in the order (height, width, channel)."""

    id: str
    kind: TaskKind
    run_id: str | None
    payload: dict[str, Any]
    image: bytes | None
    state: TaskState
    progress: dict[str, Any] | None
    result: dict[str, Any] | None
    error: str | None
    created_at: float
    updated_at: float


def submit_task(
    db: Engine,
    kind: TaskKind,
    *,
    run_id: str | None = None,
    payload: Mapping[str, Any] | None = None,
    image: bytes | None = None,
) -> Task:
    """A new task at the end of the queue; a download that is queued or under way is returned instead.

    The same holds for measuring a run that is about to be measured. Removes old tasks. Raises
    RunNotFoundError, and ValueError for an image of another size.
    """
    if image is not None and len(image) != IMAGE_BYTES:
        raise ValueError(f"the image has {len(image)} bytes; expected {IMAGE_BYTES}")
    id = new_id()
    with writing(db) as connection:
        lock(connection, "tasks")
        _prune(connection)
        if run_id is not None and connection.execute(select(runs.c.id).where(runs.c.id == run_id)).first() is None:
            raise RunNotFoundError(run_id)
        if kind != "classify":
            same = select(tasks.c.id).where(
                tasks.c.kind == kind,
                tasks.c.run_id.is_not_distinct_from(run_id),
                tasks.c.state.in_(("queued", "working")),
            )
            id = connection.execute(same).scalar() or id
        if connection.execute(select(tasks.c.id).where(tasks.c.id == id)).first() is None:
            connection.execute(
                insert(tasks).values(
                    id=id,
                    kind=kind,
                    run_id=run_id,
                    payload=_json(payload or {}),
                    image=image,
                    state="queued",
                    created_at=now(),
                    updated_at=now(),
                )
            )
        return _task(connection.execute(select(tasks).where(tasks.c.id == id)).one())


def claim_task(db: Engine, kinds: Iterable[TaskKind]) -> tuple[Task, str] | None:
    """queued -> working for the oldest task of these kinds, with the token for writing to it; None without one."""
    token = new_token()
    query = select(tasks.c.id).where(tasks.c.state == "queued", tasks.c.kind.in_(tuple(kinds)))
    query = query.order_by(tasks.c.number).limit(1)
    with reading(db) as connection:  # asked many times a second, and nearly always in vain: so without the write lock
        if connection.execute(query).first() is None:
            return None
    with writing(db) as connection:
        id = connection.execute(query.with_for_update(skip_locked=True)).scalar()
        if id is None:
            return None
        connection.execute(
            update(tasks)
            .where(tasks.c.id == id, tasks.c.state == "queued")
            .values(state="working", token=token, claims=tasks.c.claims + 1, updated_at=now())
        )
        return _task(connection.execute(select(tasks).where(tasks.c.id == id)).one()), token


def report_task(db: Engine, id: str, token: str, progress: Mapping[str, Any]) -> None:
    """Replaces the task's progress; raises LostTaskError."""
    _write(db, id, token, progress=_json(progress))


def finish_task(db: Engine, id: str, token: str, result: Mapping[str, Any]) -> None:
    """working -> done; raises LostTaskError."""
    _write(db, id, token, state="done", result=_json(result), token=None)


def fail_task(db: Engine, id: str, token: str, sentence: str) -> None:
    """working -> failed; `sentence` tells the person what happened. Raises LostTaskError."""
    _write(db, id, token, state="failed", error=one_line(sentence), token=None)


def get_task(db: Engine, id: str) -> Task:
    """The task of that id; raises TaskNotFoundError."""
    with reading(db) as connection:
        row = connection.execute(select(tasks).where(tasks.c.id == id)).first()
    if row is None:
        raise TaskNotFoundError(id)
    return _task(row)


def latest_task(db: Engine, kind: TaskKind) -> Task | None:
    """The task of this kind that was submitted last, while it is kept (an hour after its last change)."""
    query = select(tasks).where(tasks.c.kind == kind).order_by(tasks.c.number.desc()).limit(1)
    with reading(db) as connection:
        row = connection.execute(query).first()
    return None if row is None else _task(row)


def waiting_tasks(db: Engine, kinds: Iterable[TaskKind]) -> int:
    """How many tasks of these kinds are queued or being worked on."""
    query = select(tasks.c.id).where(tasks.c.kind.in_(tuple(kinds)), tasks.c.state.in_(("queued", "working")))
    with reading(db) as connection:
        return len(connection.execute(query).all())


def abandon_tasks(db: Engine, kinds: Iterable[TaskKind], sentence: str) -> int:
    """For when the process that works on these kinds is dead: its tasks are queued again.

    A task that was claimed twice already fails with `sentence` instead: it may be what ends the
    process. Gives the number of tasks that were queued again.
    """
    working = (tasks.c.state == "working", tasks.c.kind.in_(tuple(kinds)))
    with writing(db) as connection:
        connection.execute(
            update(tasks)
            .where(*working, tasks.c.claims >= MAX_CLAIMS)
            .values(state="failed", error=one_line(sentence), token=None, updated_at=now())
        )
        queued_again = connection.execute(
            update(tasks).where(*working).values(state="queued", token=None, progress=None, updated_at=now())
        )
        return queued_again.rowcount


def _write(db: Engine, id: str, claim: str, /, **values: object) -> None:
    with writing(db) as connection:
        changed = connection.execute(
            update(tasks)
            .where(tasks.c.id == id, tasks.c.state == "working", tasks.c.token == claim)
            .values(**{"updated_at": now(), **values})
        )
        if changed.rowcount == 0:
            raise LostTaskError(id)


def _prune(connection: Connection) -> None:
    old = tasks.c.updated_at < now() - KEEP_SECONDS
    connection.execute(delete(tasks).where(old, tasks.c.state != "working"))


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(dict(document), ensure_ascii=True, allow_nan=False)


def _task(row: Row) -> Task:
    values = {name: row._mapping[name] for name in Task.model_fields}
    for name in ("payload", "progress", "result"):
        values[name] = json.loads(values[name]) if values[name] else None
    return Task(**values)
