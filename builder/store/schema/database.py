"""Opening the database, and the two ways to use it: `reading` and `writing`.

What differs between SQLite and PostgreSQL is in this module, except their error messages (database_errors).
"""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, delete, event, exc, false, select, text, update
from sqlalchemy.engine.interfaces import DBAPIConnection

from builder.settings import Settings
from builder.store.errors import DatabaseTroubleError, StoreAwayError, StoreBusyError, StoreError, one_line
from builder.store.schema.database_errors import MOVED, as_store_error
from builder.store.schema.database_file import OPTION, DatabaseFile, FileChange, file_of, path_of
from builder.store.schema.sqlite_file import prepare_file
from builder.store.schema.sqlite_lock import execute_in_time
from builder.store.schema.tables import guards

#: The newest schema: the last revision in migrations/versions.
SCHEMA = "0007"

#: How long a transaction waits for a lock, unless its engine is `hurried`.
BUSY_SECONDS = 10.0
CONNECT_SECONDS = 5
MIGRATION_SECONDS = 60.0

# SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when a checkpoint races a reset.
WAL_IS_SAFE = sqlite3.sqlite_version_info > (3, 51, 2)

#: The option of an engine, and so of its connections, that stands in for BUSY_SECONDS.
_BUSY_OPTION = "builder_busy_seconds"

_POSTGRESQL_MIGRATION_LOCK = 0x6D6F6465  # an arbitrary number


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
    return db.execution_options(**{_BUSY_OPTION: seconds})


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
    engine = _engine(settings.database_url)
    prepare_file(engine.url)
    try:
        with reading(engine) as connection:
            schema = _schema_of(connection)
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


def _engine(url: str) -> Engine:
    try:
        if not url.startswith("sqlite"):
            return _postgresql_engine(url)
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    except ImportError as error:
        raise StoreError(
            f"BUILDER_DATABASE_URL names PostgreSQL, and its driver is not there ({one_line(str(error), 200)}); "
            "install it with: pip install 'psycopg[binary]'"
        ) from None
    except (exc.ArgumentError, exc.NoSuchModuleError, ValueError) as error:
        told = "The database's address in BUILDER_DATABASE_URL cannot be used"
        raise StoreError(f"{told} ({one_line(str(error), 200)}).", f"{told}.") from None
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql_engine(url: str) -> Engine:
    """An engine that finds a server that does not answer, or a lock that does not come, busy within seconds."""
    patience = {} if "connect_timeout" in url else {"connect_timeout": CONNECT_SECONDS}
    engine = create_engine(url, pool_pre_ping=True, connect_args=patience)
    event.listen(engine, "connect", _limit_waiting)
    return engine


def _limit_waiting(connection: DBAPIConnection, _record: object) -> None:
    connection.cursor().execute(f"SET lock_timeout = '{1000 * BUSY_SECONDS:.0f}ms'")
    connection.commit()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # _begin_sqlite decides when a transaction begins, and its kind
    connection.execute("PRAGMA foreign_keys = ON")


def _raw(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection under SQLAlchemy's."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    seconds, raw = options.get(_BUSY_OPTION, BUSY_SECONDS), _raw(connection)
    if options.get("builder_writes", False):
        execute_in_time(raw, "BEGIN IMMEDIATE", seconds)
    else:
        raw.execute("BEGIN")
        execute_in_time(raw, "SELECT 1 FROM sqlite_master LIMIT 1", seconds)


def _schema_of(connection: Connection) -> str | None:
    """The schema's revision, or None for a database without one."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(engine: Engine, home: Path) -> None:
    """Brings the schema to SCHEMA, in one transaction, while no other process does."""
    import filelock

    # SQLite's own lock would do for the tables; this one also covers the change of journal mode.
    try:
        with filelock.FileLock(home / "database.lock", timeout=MIGRATION_SECONDS):
            if engine.dialect.name == "sqlite" and WAL_IS_SAFE:
                _set_journal(engine, "wal")
            with writing(engine) as connection:
                upgrade(connection)
    except filelock.Timeout:
        told = f"Another process has been preparing the database{{}} for {MIGRATION_SECONDS:.0f} seconds; try again."
        raise StoreError(told.format(f" in {home}"), told.format("")) from None


def _leave_unsafe_wal(engine: Engine) -> None:
    """Returns to the rollback journal if a Python with a newer SQLite chose WAL; fails while others use it."""
    if engine.dialect.name == "sqlite" and not WAL_IS_SAFE:
        _set_journal(engine, "delete")


def _set_journal(engine: Engine, mode: str) -> None:
    with as_store_error(), engine.connect() as connection:
        raw = _raw(connection)  # the mode cannot be changed within a transaction
        if raw.execute("PRAGMA journal_mode").fetchone()[0] != mode:
            raw.execute(f"PRAGMA journal_mode = {mode}").fetchone()


def upgrade(connection: Connection, to: str = SCHEMA) -> None:
    """Brings the schema from the one that is there, or from none, to the revision `to`; raises StoreError."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # what it does is no news in a process's log
    # Alembic takes a quarter of a second to import, and is needed only once per schema version.
    import alembic.command
    import alembic.config
    import alembic.script

    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{MIGRATION_SECONDS:.0f}s'")
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_MIGRATION_LOCK})
    schema = _schema_of(connection)
    if schema == to:
        return
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in alembic.script.ScriptDirectory.from_config(config).walk_revisions()}
    for needed in (schema, to):
        if needed is not None and needed not in known:
            raise StoreError(
                f"The database was written by a newer Model Builder (schema {one_line(needed, 32)}; this one knows up "
                f"to {SCHEMA}); update Model Builder, or set BUILDER_HOME to another folder."
            )
    alembic.command.upgrade(config, to)
