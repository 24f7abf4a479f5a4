"""What only the owner of a run may do with it: stop, pause, resume, move, rename, delete."""

from collections.abc import Callable
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, insert, select, update
from sqlalchemy import delete as delete_rows

from builder.design.experiment import clean_name
from builder.progress.ending import NotBegun
from builder.store.errors import NameNotUsableError, NotOwnerError, RunNotFoundError, RunStateError
from builder.store.reasons import reason_text
from builder.store.runs import groups, queue
from builder.store.runs.records import ANONYMOUS, Run, get_run
from builder.store.schema.database import lock, now, writing
from builder.store.schema.tables import leftovers, runs, visitors

#: Where a run moves to among its owner's queued ones.
Move = Literal["first", "earlier", "later", "last"]


def request_stop(db: Engine, id: str, owner: str) -> Run:
    """Asks a running run to stop; a queued or paused one is stopped at once, an ended one is left alone.

    Raises RunNotFoundError and NotOwnerError.
    """
    with writing(db) as connection:
        run = _owned(connection, id, owner, "stop")
        if run.state == "running" and run.stop_requested_at is None:
            connection.execute(
                update(runs).where(runs.c.id == id, runs.c.state == "running").values(stop_requested_at=now())
            )
        elif run.state in ("queued", "paused"):
            reason = NotBegun(state="queued" if run.epochs == 0 else "paused")
            connection.execute(
                update(runs)
                .where(runs.c.id == id, runs.c.state == run.state)
                .values(state="stopped", ended_at=now(), end_reason=reason_text(reason))
            )
    return get_run(db, id)


def request_pause(db: Engine, id: str, owner: str) -> Run:
    """Asks a running run to pause; a queued one is held back at once, any other is left alone.

    Raises RunNotFoundError and NotOwnerError.
    """
    with writing(db) as connection:
        run = _owned(connection, id, owner, "pause")
        if run.state == "running" and run.pause_requested_at is None:
            connection.execute(
                update(runs).where(runs.c.id == id, runs.c.state == "running").values(pause_requested_at=now())
            )
        elif run.state == "queued":
            connection.execute(update(runs).where(runs.c.id == id, runs.c.state == "queued").values(state="paused"))
    return get_run(db, id)


def resume(db: Engine, id: str, owner: str, home: str | None = None) -> Run:
    """paused -> queued, ahead of the owner's other runs. For a running run it withdraws a requested pause instead.

    `home` is the home that goes on with it, as it has its checkpoint; without one, the home that the run belongs to.
    Raises RunNotFoundError and NotOwnerError.
    """
    with writing(db) as connection:
        run = _owned(connection, id, owner, "resume")
        if run.state == "paused":
            first = queue.first_position(connection, owner)
            connection.execute(
                update(runs)
                .where(runs.c.id == id, runs.c.state == "paused")
                .values(state="queued", position=first, end_reason=None, home=home or run.home)
            )
        elif run.state == "running":
            connection.execute(
                update(runs).where(runs.c.id == id, runs.c.state == "running").values(pause_requested_at=None)
            )
    return get_run(db, id)


def move(db: Engine, id: str, owner: str, to: Move) -> Run:
    """Moves a queued run to either end of the owner's queued runs, or past one of them. Others' turns do not change.

    Raises RunNotFoundError and NotOwnerError.
    """
    with writing(db) as connection:
        lock(connection, "queue")
        run = _owned(connection, id, owner, "move")
        if run.state == "queued":
            line = queue.line_of(connection, owner, run.home)
            order = [run.id for run in line]
            place, last = order.index(id), len(order) - 1
            order.remove(id)
            places: dict[Move, int] = {"first": 0, "earlier": place - 1, "later": place + 1, "last": last}
            order.insert(min(last, max(0, places[to])), id)
            for moved, there in zip(order, line, strict=True):
                connection.execute(update(runs).where(runs.c.id == moved).values(position=there.position))
    return get_run(db, id)


def rename(db: Engine, id: str, owner: str, name: str) -> Run:
    """Gives the run, and its design, another name: one line, at most 80 characters.

    Raises RunNotFoundError, NotOwnerError and NameNotUsableError.
    """
    cleaned = clean_name(name)
    if not cleaned:
        raise NameNotUsableError("The name is empty; give at least one visible character.")
    with writing(db) as connection:
        _owned(connection, id, owner, "rename")
        connection.execute(update(runs).where(runs.c.id == id).values(name=cleaned))
    return get_run(db, id)


def delete(
    db: Engine, id: str, owner: str, home: str | None = None, *, first: Callable[[], None] | None = None
) -> None:
    """Removes a run that is not running, with its epochs and readings; the caller removes its artifacts.

    `home` is the caller's: if the run belongs to another home, that one finds a note to remove its artifacts. `first`
    is called before anything is written, when the run may be deleted and nobody else can change it any more.
    Raises RunNotFoundError, NotOwnerError, and RunStateError for a running run.
    """
    with writing(db) as connection:
        run = _owned(connection, id, owner, "delete")
        if run.state == "running":
            raise RunStateError(f"“{run.name}” is still training; stop it before deleting it.")
        if first is not None:
            first()
        if run.home not in (None, home):
            connection.execute(insert(leftovers).values(home=run.home, run_id=id))
        groups.leave_all(connection, id)
        connection.execute(delete_rows(runs).where(runs.c.id == id, runs.c.state != "running"))


def _owned(connection: Connection, id: str, owner: str, action: str) -> Row[Any]:
    """The run's row, which then cannot change before the transaction ends."""
    run = connection.execute(select(runs).where(runs.c.id == id).with_for_update()).first()
    if run is None:
        raise RunNotFoundError(id)
    if run.owner != owner:
        query = select(visitors.c.nickname).where(visitors.c.owner == run.owner)
        raise NotOwnerError(run.name, connection.execute(query).scalar() or ANONYMOUS, action)
    return run
