"""How many tasks wait for their answer, whichever home was asked."""

from collections.abc import Iterable

from sqlalchemy import Engine, func, select

from builder.store.schema.database import reading
from builder.store.schema.tables import tasks


def waiting_tasks(db: Engine, kinds: Iterable[str]) -> int:
    """How many tasks of these kinds are queued or being worked on."""
    waiting = tasks.c.state.in_(("queued", "working")), tasks.c.kind.in_(tuple(kinds))
    with reading(db) as connection:
        return connection.scalar(select(func.count()).select_from(tasks).where(*waiting))
