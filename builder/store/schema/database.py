"""Opening the database, and the two ways to use it: `reading` and `writing`."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, false, select, update

from builder.settings import Settings
from builder.store.errors import DatabaseTroubleError, StoreAwayError, StoreBusyError, StoreError
from builder.store.schema.database_errors import MOVED, as_store_error
from builder.store.schema.database_file import OPTION, DatabaseFile, FileChange, file_of, path_of
from builder.store.schema.engines import BUSY_OPTION, engine_of, raw_sqlite
from builder.store.schema.sqlite_file import prepare_file
from builder.store.schema.tables import guards
from builder.store.schema.upgrade import SCHEMA, UPGRADE_SECONDS, schema_of, upgrade

# SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when a checkpoint races a reset.
WAL_IS_SAFE = sqlite3.sqlite_version_info > (3, 51, 2)


def open_database(settings: Settings) -> Engine:
    """The database of these settings, created or migrated to the newest schema where needed.

    Safe if several processes open a new home at the same time. Raises StoreError with a sentence if the
    database cannot be used: locked, read-only, of a newer schema, not a database, or missing.
    """
    engine = _prepared_engine(settings)
    with reading(engine) as connection:
        path = path_of(connection)
    if path is not None:
        file = DatabaseFile(path, prepared=partial(_prepared_engine, settings))
        engine.update_execution_options(**{OPTION: file})
    return engine


def hurried(db: Engine, seconds: float) -> Engine:
    """The same database, which is busy for what is asked through this engine after `seconds` without a lock."""
    return db.execution_options(**{BUSY_OPTION: seconds})


def file_change(db: Engine) -> FileChange | None:
    """What happened to the database's file since it was opened first: deleted or replaced; None if nothing did.

    Raises StoreError if the file that is there now cannot be opened.
    """
    _follow_file(db)
    file = file_of(db)
    return None if file is None else file.change


@contextmanager
def reading(db: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database; raises StoreError if the database fails."""
    _follow_file(db)
    with _as_store_error(db), db.connect() as connection:
        yield connection


@contextmanager
def writing(db: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed at the end, rolled back by any exception.

    On SQLite it holds the write lock from its first statement, so what it reads stays true until it
    ends. On PostgreSQL, rows that a decision depends on are read with FOR UPDATE, or under `lock`.
    """
    _follow_file(db)
    with _as_store_error(db), db.connect() as connection:
        connection = connection.execution_options(builder_writes=True)
        with connection.begin():
            yield connection


def check_writing(db: Engine) -> None:
    """Writes without changing anything; raises StoreError if nothing can be written now."""
    with writing(db) as connection:
        connection.execute(update(guards).values(name=guards.c.name))


def lock(connection: Connection, name: str) -> None:
    """Waits until no other transaction holds the guard `name`, and holds it until this one ends."""
    connection.execute(select(guards.c.name).where(guards.c.name == name).with_for_update())


def now() -> float:
    """Unix seconds."""
    return time.time()


def _prepared_engine(settings: Settings) -> Engine:
    engine = engine_of(settings.database_url)
    prepare_file(engine.url)
    try:
        with reading(engine) as connection:
            schema = schema_of(connection)
        _leave_unsafe_wal(engine)
        if schema == SCHEMA:
            with writing(engine) as connection:  # finds a locked or read-only database now, not mid-run
                connection.execute(delete(guards).where(false()))
        else:
            _migrate(engine, settings.home)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def _as_store_error(db: Engine) -> Iterator[None]:
    """The database's failures as sentences. SQLite says many things of a file that is moved away within a transaction;
    what it says then is one that passes.
    """
    name = db.url.database or ""  # for whoever runs the app: without server, user and password
    try:
        with as_store_error(name):
            yield
    except DatabaseTroubleError as error:
        file = file_of(db)
        if isinstance(error, StoreBusyError | StoreAwayError) or file is None or file.is_there():
            raise
        raise StoreBusyError(MOVED) from error


def _follow_file(db: Engine) -> None:
    file = file_of(db)
    if file is not None:
        file.follow(db)


def _migrate(engine: Engine, home: Path) -> None:
    """Brings the schema to SCHEMA, in one transaction, while no other process does."""
    import filelock

    # SQLite's own lock would do for the tables; this one also covers the change of journal mode.
    try:
        with filelock.FileLock(home / "database.lock", timeout=UPGRADE_SECONDS):
            if engine.dialect.name == "sqlite" and WAL_IS_SAFE:
                _set_journal(engine, "wal")
            with writing(engine) as connection:
                upgrade(connection)
    except filelock.Timeout:
        told = f"Another process has been preparing the database{{}} for {UPGRADE_SECONDS:.0f} seconds; try again."
        raise StoreError(told.format(f" in {home}"), told.format("")) from None


def _leave_unsafe_wal(engine: Engine) -> None:
    """Returns to the rollback journal if a Python with a newer SQLite chose WAL; fails while others use it."""
    if engine.dialect.name == "sqlite" and not WAL_IS_SAFE:
        _set_journal(engine, "delete")


def _set_journal(engine: Engine, mode: str) -> None:
    with as_store_error(), engine.connect() as connection:
        raw = raw_sqlite(connection)  # the mode cannot be changed within a transaction
        if raw.execute("PRAGMA journal_mode").fetchone()[0] != mode:
            raw.execute(f"PRAGMA journal_mode = {mode}").fetchone()
