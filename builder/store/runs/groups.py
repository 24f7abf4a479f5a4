"""Groups of runs that belong together, such as the two of a comparison: recorded as the runs are submitted."""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Engine, Select, insert, select
from sqlalchemy import delete as delete_rows

from builder.design.base import Value
from builder.store.schema.database import now, reading
from builder.store.schema.tables import run_group_members as members
from builder.store.schema.tables import run_groups as groups
from builder.store.schema.tables import runs

#: "pair" is a design and its copy with one thing changed, "seeds" all runs of one pair of designs, whatever their seed.
GroupKind = Literal["pair", "seeds"]


class Membership(Value):
    """A run's role in a group; passed to `submit`. The first run that names a group creates it."""

    group: str
    kind: GroupKind
    role: str


class Member(NamedTuple):
    """A run in a group, and its role there."""

    run_id: str
    role: str


class RunGroup(Value):
    """A group with those of its runs that still exist, in the order of submission."""

    id: str
    kind: GroupKind
    created_at: float
    members: tuple[Member, ...]


def join(connection: Connection, run_id: str, memberships: Iterable[Membership]) -> None:
    """Adds a run to its groups, within the transaction that submits it."""
    for one in memberships:
        if connection.execute(select(groups.c.id).where(groups.c.id == one.group)).first() is None:
            connection.execute(insert(groups).values(id=one.group, kind=one.kind, created_at=now()))
        connection.execute(insert(members).values(group_id=one.group, run_id=run_id, role=one.role))


def leave_all(connection: Connection, run_id: str) -> None:
    """Removes a run from its groups, and groups that are then empty."""
    left = connection.execute(select(members.c.group_id).where(members.c.run_id == run_id)).scalars().all()
    connection.execute(delete_rows(members).where(members.c.run_id == run_id))
    others = select(members.c.group_id).where(members.c.group_id.in_(left))
    connection.execute(delete_rows(groups).where(groups.c.id.in_(left), groups.c.id.not_in(others)))


def groups_of(db: Engine, kind: GroupKind, owner: str, limit: int) -> tuple[RunGroup, ...]:
    """The newest groups of this kind that hold a run of this owner, newest first, at most `limit`."""
    own = select(members.c.group_id).join(runs, runs.c.id == members.c.run_id).where(runs.c.owner == owner)
    return _read(db, select(groups).where(groups.c.kind == kind, groups.c.id.in_(own)), limit)


def group_with(db: Engine, kind: GroupKind, run_id: str) -> RunGroup | None:
    """The newest group of this kind that the run is in; None if it is in none."""
    own = select(members.c.group_id).where(members.c.run_id == run_id)
    return next(iter(_read(db, select(groups).where(groups.c.kind == kind, groups.c.id.in_(own)), 1)), None)


def _read(db: Engine, query: Select[Any], limit: int) -> tuple[RunGroup, ...]:
    with reading(db) as connection:
        found = connection.execute(query.order_by(groups.c.number.desc()).limit(limit)).all()
        within = (
            select(members)
            .join(runs, runs.c.id == members.c.run_id)
            .where(members.c.group_id.in_([group.id for group in found]))
            .order_by(runs.c.number)
        )
        by_group: dict[str, list[Member]] = {group.id: [] for group in found}
        for row in connection.execute(within):
            by_group[row.group_id].append(Member(row.run_id, row.role))
    return tuple(
        RunGroup(id=group.id, kind=group.kind, created_at=group.created_at, members=tuple(by_group[group.id]))
        for group in found
    )
