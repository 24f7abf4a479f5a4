"""Which rows become this home's: those of its database's former home, and those of before homes were recorded."""

from pathlib import Path

from sqlalchemy import Connection, Engine, and_, delete, insert, make_url, or_, select, update

from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.homes.identity import home_of, machine
from builder.store.ids import new_token
from builder.store.runs.records import ACTIVE
from builder.store.schema.database import writing
from builder.store.schema.tables import homes, leftovers, runs, tasks


def settle(settings: Settings, db: Engine) -> None:
    """Records this home, and has it take over what is now its own; doing it again changes nothing. Raises StoreError.

    - Where the database is a file within this home, the rows of whichever home it was within before: the home was
      copied, moved or restored with its database, or has lost its identity.
    - The runs that belong to none, if their files are in this home, or if the database is.
    """
    home, holds_database = home_of(settings), _is_within(settings)
    with writing(db) as connection:
        _record(connection, home, holds_database)
        if holds_database:
            _take_over(connection, home)
        _adopt(connection, settings, home, everything=holds_database)


def machine_of(connection: Connection, home: str) -> str | None:
    """The name of the machine that this home is on; None if it has recorded none."""
    return connection.execute(select(homes.c.machine).where(homes.c.id == home)).scalar()


def _record(connection: Connection, home: str, holds_database: bool) -> None:
    told = {"machine": machine(), "holds_database": holds_database}
    changed = connection.execute(update(homes).where(homes.c.id == home).values(told))
    if changed.rowcount == 0:
        connection.execute(insert(homes).values(id=home, **told))


def _take_over(connection: Connection, home: str) -> None:
    """A file is within one home only, so its former homes are originals of this one, and use another database.

    Their workers, wherever they are, train for them: a running run gets a new attempt here.
    """
    former = select(homes.c.id).where(homes.c.holds_database, homes.c.id != home)
    originals = connection.execute(former).scalars().all()
    if not originals:
        return
    running = select(runs.c.id).where(runs.c.home.in_(originals), runs.c.state == "running")
    for id in connection.execute(running).scalars().all():
        connection.execute(update(runs).where(runs.c.id == id).values(token=new_token(), worker=None))
    for table in (runs, tasks):
        connection.execute(update(table).where(table.c.home.in_(originals)).values(home=home))
    noted = select(leftovers.c.run_id).where(leftovers.c.home == home)
    taken = and_(leftovers.c.home.in_(originals), leftovers.c.run_id.not_in(noted))
    connection.execute(update(leftovers).where(taken).values(home=home))
    connection.execute(delete(homes).where(homes.c.id.in_(originals)))


def _adopt(connection: Connection, settings: Settings, home: str, *, everything: bool) -> None:
    """Runs that belong to none. One that waits and has left no files is claimed by whichever home is first."""
    if everything:
        connection.execute(update(runs).where(runs.c.home.is_(None)).values(home=home))
        return
    files = artifacts_of(settings)
    orphans = select(runs.c.id).where(runs.c.home.is_(None), or_(runs.c.has_weights, runs.c.state.in_(ACTIVE)))
    for id in connection.execute(orphans).scalars().all():
        if files.has(id):
            connection.execute(update(runs).where(runs.c.id == id, runs.c.home.is_(None)).values(home=home))


def _is_within(settings: Settings) -> bool:
    """Whether the database is a file within the home."""
    url = make_url(settings.database_url)
    if not url.drivername.startswith("sqlite") or not url.database or url.database.startswith("file:"):
        return False
    return Path(url.database).resolve().is_relative_to(settings.home.resolve())
