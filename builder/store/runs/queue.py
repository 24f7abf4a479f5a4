"""The queue: the owner who has waited longest for a turn is next, not the one who submitted most.

Owners with queued runs take turns: next is the owner whose last run started longest ago (owners who never had a turn
go first, by the time of submission), with the first of their own runs. So one student's thirty runs delay another
student by one run. Each home has a queue of its own.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, insert, or_, select, update
from sqlalchemy import delete as delete_rows

from builder.progress.epoch import Progress
from builder.store.errors import TooManyError, UnderWayError
from builder.store.ids import new_token
from builder.store.schema.database import lock, now, reading, writing
from builder.store.schema.tables import progress, runs
from builder.words.counts import count


class Waiting(NamedTuple):
    """A queued run; `position` orders the runs of one owner, smaller first."""

    id: str
    owner: str
    position: float


def queue_order(db: Engine, home: str | None = None) -> tuple[str, ...]:
    """The ids of the runs that wait for this home, or for none, in the order in which they will start, as of now."""
    with reading(db) as connection:
        waiting, last_turns = _waiting(connection, home), _last_turns(connection, home)
    return tuple(run.id for run in in_turn(waiting, last_turns))


def queue_position(db: Engine, id: str) -> int | None:
    """1 for the queued run that its home starts next, 2 for the one after it; None for a run that is not queued."""
    with reading(db) as connection:
        queued = connection.execute(select(runs.c.home).where(runs.c.id == id, _QUEUED)).first()
    order = () if queued is None else queue_order(db, queued.home)
    return order.index(id) + 1 if id in order else None


def runs_before_a_new_one(db: Engine, owner: str, home: str | None = None) -> tuple[int, int]:
    """How many runs train in this home now, and how many would start before a run that this owner submits now."""
    with reading(db) as connection:
        is_running = and_(runs.c.state == "running", runs.c.home.is_not_distinct_from(home))
        running = connection.execute(select(func.count()).where(is_running)).scalar_one()
        waiting, last_turns = _waiting(connection, home), _last_turns(connection, home, owner)
    new = Waiting("", owner, float("inf"))
    return running, in_turn([*waiting, new], last_turns).index(new)


def has_queued(db: Engine, home: str | None = None) -> bool:
    """Whether a run waits that this home may claim."""
    with reading(db) as connection:
        return connection.execute(select(runs.c.id).where(_QUEUED, _claimable(home)).limit(1)).first() is not None


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


def claim(db: Engine, home: str | None, *, parallel: int) -> tuple[str, str] | None:
    """queued -> running for this home's next run; returns (id, token of the new attempt).

    None if nothing is queued, or `parallel` runs of this home are running already.
    """
    token = new_token()
    with writing(db) as connection:
        lock(connection, "queue")
        under_way = select(func.count()).where(runs.c.state == "running", runs.c.home.is_not_distinct_from(home))
        is_free = connection.execute(under_way).scalar_one() < parallel
        waiting = in_turn(_waiting(connection, home), _last_turns(connection, home)) if is_free else []
        if not waiting:
            return None
        id = waiting[0].id
        claimed = connection.execute(
            update(runs)
            .where(runs.c.id == id, runs.c.state == "queued")
            .values(state="running", token=token, started_at=now(), worker=None, home=home)
        )
        if claimed.rowcount == 0:  # just stopped, on PostgreSQL; the caller asks again soon
            return None
        connection.execute(delete_rows(progress).where(progress.c.run_id == id))
        start = Progress(phase="starting_tensorflow")
        connection.execute(insert(progress).values(run_id=id, **start.model_dump()))
    return id, token


def line_of(connection: Connection, owner: str, home: str | None) -> list[Waiting]:
    """The owner's runs that wait for this home, in their order."""
    return sorted((run for run in _waiting(connection, home) if run.owner == owner), key=lambda run: run.position)


def first_position(connection: Connection, owner: str) -> float:
    """A position before every queued run of this owner."""
    smallest = connection.execute(select(func.min(_POSITION)).where(_QUEUED, runs.c.owner == owner)).scalar()
    return 0.0 if smallest is None else smallest - 1.0


def refuse_more_than(connection: Connection, owner: str, most: int, *, new: int) -> None:
    """Raises TooManyError if with `new` runs more than `most` of this owner would wait: queued, or paused.

    The caller holds the lock "queue" until the new ones are added.
    """
    waits = runs.c.state.in_(("queued", "paused"))
    waiting = connection.execute(select(func.count()).where(waits, runs.c.owner == owner)).scalar_one()
    if waiting + new > most:
        asked = "one more" if new == 1 else f"{new} more"
        raise TooManyError(
            f"{count(waiting, 'run')} of yours {'waits' if waiting == 1 else 'wait'} already, queued or paused, and "
            f"with {asked} it would be over {most}; let some train first, or cancel one."
        )


def refuse_the_same(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raises UnderWayError if each of these new rows has a run of the same design, seed, owner and home that waits or
    trains, and was not asked to stop.

    The caller holds the lock "queue" until the new ones are added.
    """
    found = [connection.execute(_same_as(row)).first() for row in rows]
    if None in found or not found:
        return
    first = found[0]
    assert first is not None
    if len(found) > 1:
        raise UnderWayError("These runs are already in the queue or training, so they were not added again.")
    if first.state == "queued":
        place = in_turn(_waiting(connection, first.home), _last_turns(connection, first.home))
        number = [run.id for run in place].index(first.id) + 1
        raise UnderWayError(f"{first.name} is already in the queue, number {number}, so it was not added again.")
    raise UnderWayError(f"{first.name} is already training with this seed, so it was not added again.")


def _same_as(row: Mapping[str, Any]) -> Select[Any]:
    return (
        select(runs.c.id, runs.c.name, runs.c.state, runs.c.home)
        .where(runs.c.owner == row["owner"], runs.c.experiment == row["experiment"])
        .where(runs.c.home.is_not_distinct_from(row["home"]))
        .where(runs.c.state.in_(("queued", "running")), runs.c.stop_requested_at.is_(None))
        .order_by(runs.c.number)
        .limit(1)
    )


_QUEUED = runs.c.state == "queued"
#: Runs are in the order in which they came, unless they were moved.
_POSITION = func.coalesce(runs.c.position, runs.c.number)


def _claimable(home: str | None) -> ColumnElement[bool]:
    """What this home may claim: its own runs, and those that belong to none and have left no files anywhere."""
    own = runs.c.home.is_not_distinct_from(home)
    return own if home is None else or_(own, and_(runs.c.home.is_(None), runs.c.epochs == 0))


def _waiting(connection: Connection, home: str | None) -> list[Waiting]:
    query = select(runs.c.id, runs.c.owner, _POSITION).where(_QUEUED, _claimable(home))
    return [Waiting(*row) for row in connection.execute(query)]


def _last_turns(connection: Connection, home: str | None, new: str | None = None) -> dict[str, float]:
    """When this home last started a run of each owner who waits, and of the `new` one who is about to."""
    owners = select(runs.c.owner).where(or_(_QUEUED, runs.c.owner == new))
    query = (
        select(runs.c.owner, func.max(runs.c.started_at))
        .where(
            runs.c.owner.in_(owners), runs.c.started_at.is_not(None), or_(runs.c.home == home, runs.c.home.is_(None))
        )
        .group_by(runs.c.owner)
    )
    return dict(connection.execute(query).all())
