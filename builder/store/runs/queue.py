"""The queue: the owner who has waited longest for a turn is next, not the one who submitted most.

Owners with queued runs take turns: next is the owner whose last run started longest ago (owners who never had a turn
go first, by the time of submission), with the first of their own runs. So one student's thirty runs delay another
student by one run.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy import delete as delete_rows

from builder.progress.epoch import Progress
from builder.store.ids import new_token
from builder.store.schema.database import lock, now, reading, writing
from builder.store.schema.tables import progress, runs


class Waiting(NamedTuple):
    """A queued run; `position` orders the runs of one owner, smaller first."""

    id: str
    owner: str
    position: float


def queue_order(db: Engine) -> tuple[str, ...]:
    """The ids of all queued runs in the order in which they will start, as of now."""
    with reading(db) as connection:
        waiting, last_turns = _waiting(connection), _last_turns(connection)
    return tuple(run.id for run in in_turn(waiting, last_turns))


def queue_position(db: Engine, id: str) -> int | None:
    """1 for the queued run that starts next, 2 for the one after it; None for a run that is not queued."""
    order = queue_order(db)
    return order.index(id) + 1 if id in order else None


def in_turn(waiting: Sequence[Waiting], last_turns: dict[str, float]) -> list[Waiting]:
    """The waiting runs, turn by turn; `last_turns` says when each owner's last run started, if one did."""
    lines: dict[str, list[Waiting]] = {}
    for run in sorted(waiting, key=lambda run: run.position):
        lines.setdefault(run.owner, []).append(run)
    turns = {owner: (last_turns.get(owner, float("-inf")), line[0].position) for owner, line in lines.items()}
    order = []
    latest = max(last_turns.values(), default=0.0)
    while lines:
        owner = min(lines, key=turns.__getitem__)
        order.append(lines[owner].pop(0))
        latest += 1.0  # any later time: only the order of turns matters
        turns[owner] = (latest, 0.0)
        if not lines[owner]:
            del lines[owner]
    return order


def claim(db: Engine, *, parallel: int) -> tuple[str, str] | None:
    """queued -> running for the next run; returns (id, token of the new attempt).

    None if nothing is queued, or `parallel` runs are running already.
    """
    token = new_token()
    with writing(db) as connection:
        lock(connection, "queue")
        running = connection.execute(select(func.count()).where(runs.c.state == "running")).scalar_one()
        waiting = in_turn(_waiting(connection), _last_turns(connection)) if running < parallel else []
        if not waiting:
            return None
        id = waiting[0].id
        claimed = connection.execute(
            update(runs)
            .where(runs.c.id == id, runs.c.state == "queued")
            .values(state="running", token=token, started_at=now(), worker=None)
        )
        if claimed.rowcount == 0:  # just stopped, on PostgreSQL; the caller asks again soon
            return None
        connection.execute(delete_rows(progress).where(progress.c.run_id == id))
        start = Progress(phase="starting_tensorflow")
        connection.execute(insert(progress).values(run_id=id, **start.model_dump()))
    return id, token


def line_of(connection: Connection, owner: str) -> list[Waiting]:
    """The owner's queued runs in their order."""
    return sorted((run for run in _waiting(connection) if run.owner == owner), key=lambda run: run.position)


def first_position(connection: Connection, owner: str) -> float:
    """A position before every queued run of this owner."""
    smallest = connection.execute(select(func.min(_POSITION)).where(_QUEUED, runs.c.owner == owner)).scalar()
    return 0.0 if smallest is None else smallest - 1.0


_QUEUED = runs.c.state == "queued"
#: Runs are in the order in which they came, unless they were moved.
_POSITION = func.coalesce(runs.c.position, runs.c.number)


def _waiting(connection: Connection) -> list[Waiting]:
    return [Waiting(*row) for row in connection.execute(select(runs.c.id, runs.c.owner, _POSITION).where(_QUEUED))]


def _last_turns(connection: Connection) -> dict[str, float]:
    """When the last run of each owner who waits started."""
    owners = select(runs.c.owner).where(_QUEUED)
    query = (
        select(runs.c.owner, func.max(runs.c.started_at))
        .where(runs.c.owner.in_(owners), runs.c.started_at.is_not(None))
        .group_by(runs.c.owner)
    )
    return dict(connection.execute(query).all())
