"""Small jobs for other processes: the request, its progress and the answer. `jobs.tasks` has the kinds.

A task belongs to the process that claimed it, identified by its token; writes with another token raise
LostTaskError and change nothing. It is for one home, whose processes alone claim it; without one, for any.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, insert, or_, select, true, update

from builder.design.base import Value
from builder.progress.reason import Reason
from builder.store.errors import LostTaskError, RunNotFoundError, TaskNotFoundError, TooManyError
from builder.store.ids import new_id, new_token
from builder.store.reasons import reason_of, reason_text
from builder.store.schema.database import lock, now, reading, writing
from builder.store.schema.tables import runs, tasks
from builder.store.sent_picture import SentPicture
from builder.words.counts import count

TaskState = Literal["queued", "working", "done", "failed"]
OPEN: tuple[TaskState, ...] = ("queued", "working")

KEEP_SECONDS = 3600.0
MAX_CLAIMS = 2


class Task(Value):
    """One small job: its kind, the run it is about, and the kind's further input: numbers, names, a picture."""

    id: str
    kind: str
    run_id: str | None
    parameters: dict[str, Any]
    picture: SentPicture | None
    state: TaskState
    progress: dict[str, Any] | None
    result: dict[str, Any] | None
    error: Reason | None
    created_at: float
    updated_at: float

    @property
    def is_open(self) -> bool:
        """Whether it is still to be answered."""
        return self.state in OPEN


def submit_task(
    db: Engine,
    kind: str,
    *,
    run_id: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    picture: SentPicture | None = None,
    once: bool = False,
    home: str | None = None,
    owner: str | None = None,
    most_open: int | None = None,
) -> Task:
    """Adds a task to the end of this home's queue. Removes old tasks; raises RunNotFoundError.

    `parameters` are stored as JSON. With `once`, a task of this kind for the same run (or for none) in this home that
    is queued or in progress is returned instead. Raises TooManyError if more than `most_open` of this owner's tasks
    would be queued or in progress.
    """
    id = new_id()
    with writing(db) as connection:
        lock(connection, "tasks")
        _prune(connection)
        if run_id is not None and connection.execute(select(runs.c.id).where(runs.c.id == run_id)).first() is None:
            raise RunNotFoundError(run_id)
        if once:
            same = select(tasks.c.id).where(
                tasks.c.kind == kind,
                tasks.c.run_id.is_not_distinct_from(run_id),
                tasks.c.state.in_(OPEN),
                _is_for(home),
            )
            id = connection.execute(same).scalar() or id
        if connection.execute(select(tasks.c.id).where(tasks.c.id == id)).first() is None:
            if owner is not None and most_open is not None:
                _refuse_more_than(connection, owner, most_open)
            connection.execute(
                insert(tasks).values(
                    id=id,
                    kind=kind,
                    run_id=run_id,
                    payload=_json(_payload(parameters or {}, picture, owner)),
                    image=None if picture is None else picture.pixels,
                    state="queued",
                    created_at=now(),
                    updated_at=now(),
                    home=home,
                )
            )
        return _task(connection.execute(select(tasks).where(tasks.c.id == id)).one())


def claim_task(db: Engine, kinds: Iterable[str], home: str | None = None) -> tuple[Task, str] | None:
    """queued -> working for this home's oldest task of these kinds, with the token for writing to it; None without."""
    token = new_token()
    query = select(tasks.c.id).where(tasks.c.state == "queued", tasks.c.kind.in_(tuple(kinds)), _is_for(home))
    query = query.order_by(tasks.c.number).limit(1)
    with reading(db) as connection:  # several processes are woken by one task: those in vain take no write lock
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


def fail_task(db: Engine, id: str, token: str, reason: Reason) -> None:
    """working -> failed; `reason` says what happened. Raises LostTaskError."""
    _write(db, id, token, state="failed", error=reason_text(reason), token=None)


def get_task(db: Engine, id: str) -> Task:
    """The task with that id; raises TaskNotFoundError."""
    with reading(db) as connection:
        row = connection.execute(select(tasks).where(tasks.c.id == id)).first()
    if row is None:
        raise TaskNotFoundError(id)
    return _task(row)


def latest_task(db: Engine, kind: str, home: str | None = None) -> Task | None:
    """The last submitted task of this kind for this home, while it is kept (an hour after its last change)."""
    query = select(tasks).where(tasks.c.kind == kind, _is_for(home)).order_by(tasks.c.number.desc()).limit(1)
    with reading(db) as connection:
        row = connection.execute(query).first()
    return None if row is None else _task(row)


def waiting_kinds(db: Engine, home: str | None = None) -> frozenset[str]:
    """The kinds of this home's tasks that are queued or being worked on."""
    waiting = tasks.c.state.in_(OPEN)
    with reading(db) as connection:
        return frozenset(connection.execute(select(tasks.c.kind).where(waiting, _is_for(home)).distinct()).scalars())


def abandon_tasks(db: Engine, kinds: Iterable[str], reason: Reason, home: str | None = None) -> int:
    """Queues this home's tasks of these kinds again after the process that worked on them has died.

    A task that was claimed twice already fails with `reason` instead: it may be what kills the
    process. Returns the number of tasks that were queued again.
    """
    working = (tasks.c.state == "working", tasks.c.kind.in_(tuple(kinds)), _is_for(home))
    with writing(db) as connection:
        connection.execute(
            update(tasks)
            .where(*working, tasks.c.claims >= MAX_CLAIMS)
            .values(state="failed", error=reason_text(reason), token=None, updated_at=now())
        )
        queued_again = connection.execute(
            update(tasks).where(*working).values(state="queued", token=None, progress=None, updated_at=now())
        )
        return queued_again.rowcount


def _is_for(home: str | None) -> ColumnElement[bool]:
    """Tasks for this home or for any; all of them where no home is named."""
    return true() if home is None else or_(tasks.c.home == home, tasks.c.home.is_(None))


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


def _payload(parameters: Mapping[str, Any], picture: SentPicture | None, owner: str | None) -> dict[str, Any]:
    """What the column `payload` holds; the picture's bytes have their own column."""
    size = {} if picture is None else {"picture": picture.model_dump(exclude={"pixels"})}
    return {"parameters": dict(parameters), **size, **({} if owner is None else {"owner": owner})}


def _refuse_more_than(connection: Connection, owner: str, most: int) -> None:
    """Raises TooManyError if this owner has `most` open tasks already; the caller holds the lock "tasks"."""
    opened = connection.execute(select(tasks.c.payload).where(tasks.c.state.in_(OPEN))).scalars()
    if (number := sum(json.loads(payload).get("owner") == owner for payload in opened)) >= most:
        raise TooManyError(
            f"{count(number, 'question')} of yours to the trained networks {'is' if number == 1 else 'are'} still "
            f"open, and at most {most} may be; wait for an answer, then try again."
        )


def _task(row: Row[Any]) -> Task:
    values = dict(row._mapping)
    payload = json.loads(values["payload"])
    size = payload.get("picture")
    return Task(
        **{name: values[name] for name in ("id", "kind", "run_id", "state", "created_at", "updated_at")},
        error=reason_of(values["error"]),
        parameters=payload.get("parameters", {}),
        picture=None if size is None else SentPicture(**size, pixels=values["image"]),
        progress=json.loads(values["progress"]) if values["progress"] else None,
        result=json.loads(values["result"]) if values["result"] else None,
    )
