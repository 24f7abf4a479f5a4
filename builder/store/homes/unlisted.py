"""Runs whose files are in this home, but which its database does not list: they were trained with another database.

So it is where a database file was deleted, moved away or replaced, or where the setting names another database.
"""

from typing import NamedTuple

from sqlalchemy import Engine, make_url, select

from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.schema.database import reading
from builder.store.schema.tables import leftovers, runs
from builder.words import homes


class Unlisted(NamedTuple):
    """The ids of such runs, and how many the database lists."""

    ids: tuple[str, ...]
    listed: int

    @property
    def runs(self) -> int:
        """How many there are."""
        return len(self.ids)


def unlisted_runs(settings: Settings, db: Engine) -> Unlisted | None:
    """These runs, None if there are none; a deleted run whose files wait for `sweep` is none. Raises StoreError."""
    files = artifacts_of(settings)
    present = files.run_ids()  # before the rows: a new run has its row before its files
    if not present:
        return None
    with reading(db) as connection:
        listed = set(connection.execute(select(runs.c.id)).scalars())
        expected = listed | set(connection.execute(select(leftovers.c.run_id)).scalars())
    found = tuple(sorted(id for id in present if id not in expected and files.whole_files(id)))
    return Unlisted(ids=found, listed=len(listed)) if found else None


def told_of(settings: Settings, unlisted: Unlisted) -> str:
    """That there are such runs, where, and what to do, as a sentence for whoever runs the app."""
    return homes.unlisted(unlisted.ids, str(settings.artifacts), _place(settings))


def _place(settings: Settings) -> str:
    """Where the database is to be."""
    url = make_url(settings.database_url)
    is_file = url.drivername.startswith("sqlite") and url.database and not url.database.startswith("file:")
    return str(url.database) if is_file else "BUILDER_DATABASE_URL names it"
