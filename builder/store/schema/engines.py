"""SQLite and PostgreSQL set up alike: how long they wait for a lock, and when a transaction begins.

What differs between the two is here, except their error messages (database_errors), and SQLite's journal (database).
"""

import sqlite3

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine.interfaces import DBAPIConnection

from builder.store.errors import StoreError, one_line
from builder.store.schema.sqlite_lock import execute_in_time

#: How long a transaction waits for a lock, unless its engine has the option.
BUSY_SECONDS = 10.0
CONNECT_SECONDS = 5

#: The option of an engine, and so of its connections, that stands in for BUSY_SECONDS.
BUSY_OPTION = "builder_busy_seconds"


def engine_of(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL whose transactions wait no longer than BUSY_SECONDS for a lock.

    Opens nothing yet. Raises StoreError for an address that cannot be used.
    """
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


def raw_sqlite(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection under SQLAlchemy's."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    seconds, raw = options.get(BUSY_OPTION, BUSY_SECONDS), raw_sqlite(connection)
    if options.get("builder_writes", False):
        execute_in_time(raw, "BEGIN IMMEDIATE", seconds)
    else:
        raw.execute("BEGIN")
        execute_in_time(raw, "SELECT 1 FROM sqlite_master LIMIT 1", seconds)
