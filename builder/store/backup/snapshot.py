"""One moment of a home: a copy of its database, and the files of its runs as they were at that moment.

Nothing may change between the two. So the write lock of the database is held while both are taken: what a worker
has written ahead by then is at most what it would have left if it had been killed, and that, runs survive. It is
held for moments only: files of runs are never changed but replaced, so a second name for each (a hard link) keeps
what it holds, without copying.
"""

import math
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from builder.store.artifacts import ArtifactStore
from builder.store.backup.about import ARTIFACTS, DATABASE
from builder.store.backup.errors import BackupError
from builder.store.backup.ours import foreign_object
from builder.store.backup.tables import LEFT_OUT
from builder.store.errors import one_line
from builder.store.schema.database import reading, writing
from builder.store.schema.database_errors import as_store_error
from builder.store.schema.tables import runs


@dataclass(frozen=True)
class Snapshot:
    """The states of all runs, and the names of all files within the folder that holds them."""

    states: tuple[str, ...]
    files: tuple[str, ...]


def take_snapshot(db: Engine, store: ArtifactStore, folder: Path) -> Snapshot:
    """Puts the database's copy and the runs' files into `folder`; raises BackupError, StoreError and OSError."""
    (folder / ARTIFACTS).mkdir()
    files = [DATABASE]
    with writing(db) as connection:
        rows = connection.execute(select(runs.c.id, runs.c.state).order_by(runs.c.number)).all()
        for row in rows:
            files += _take_files(store, row.id, folder)
        _copy_database(db, folder / DATABASE)
    _make_plain(folder / DATABASE)
    return Snapshot(states=tuple(row.state for row in rows), files=tuple(files))


def _take_files(store: ArtifactStore, run_id: str, folder: Path) -> list[str]:
    taken = []
    for name in store.whole_files(run_id):
        source, within = store.folder(run_id) / name, f"{ARTIFACTS}/{run_id}/{name}"
        (folder / within).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # removed since it was listed
            _link(source, folder / within)
            taken.append(within)
    return taken


def _link(source: Path, target: Path) -> None:
    """A second name for a file, or a copy of it where the file system has no such names."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def bytes_of(db: Engine) -> int:
    """The size of the database; a copy takes as much."""
    with reading(db) as connection:
        return math.prod(
            connection.exec_driver_sql(f"PRAGMA {what}").scalar_one() for what in ("page_count", "page_size")
        )


def _copy_database(db: Engine, target: Path) -> None:
    """SQLite's online backup of what is committed now."""
    with as_store_error(), closing(sqlite3.connect(target)) as copy, db.connect() as source:
        _raw(source).backup(copy)


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _make_plain(file: Path) -> None:
    """Leaves the copy as one checked file, without what is LEFT_OUT and without free pages."""
    with as_store_error(), closing(sqlite3.connect(file, isolation_level=None)) as copy:
        if (damage := damage_of(copy)) is not None:
            raise BackupError(f"The database is damaged ({damage}), so it is not backed up.")
        if (other := foreign_object(copy)) is not None:
            raise BackupError(
                f"The database has the {one_line(other, 80)}, which Model Builder did not make, and a backup with it "
                "could not be restored; remove it, or keep it in a database of its own."
            )
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()
        copy.execute("PRAGMA journal_mode = OFF").fetchone()  # a journal would take as much room again
        for table in LEFT_OUT:
            copy.execute(f"DELETE FROM {table.name}")  # noqa: S608 - a name of our own
        copy.execute("VACUUM")


def damage_of(database: sqlite3.Connection) -> str | None:
    """What SQLite finds wrong with the file, in one line; None if nothing."""
    try:
        found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError:  # a full disk, a lock
        raise
    except sqlite3.DatabaseError as error:
        found = str(error)
    return None if found == "ok" else one_line(str(found), 200)
