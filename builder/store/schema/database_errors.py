"""Turns the errors of SQLite and PostgreSQL into sentences that say what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from builder.store.errors import (
    DatabaseTroubleError,
    StoreAwayError,
    StoreBusyError,
    StoreDamagedError,
    StoreFullError,
    one_line,
)


@contextmanager
def as_store_error() -> Iterator[None]:
    """Turns failures of the database itself into sentences; errors in our own statements stay as they are."""
    try:
        yield
    except exc.ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) not in _OTHER_TABLES:
            raise
        raise StoreAwayError(_WITHOUT_TABLES) from error
    except (exc.IntegrityError, exc.DataError):
        raise
    except (exc.DBAPIError, exc.TimeoutError, sqlite3.DatabaseError) as error:
        cause = getattr(error, "orig", None) or error
        reason = one_line(str(cause), 200)
        code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
        kind, sentence = _told(reason, code)
        lost = isinstance(error, exc.TimeoutError) or getattr(error, "connection_invalidated", False)
        if lost and kind is DatabaseTroubleError:
            kind, sentence = StoreBusyError, _BUSY
        raise kind(sentence.format(reason=reason), sentence.replace(" ({reason})", "")) from error


_BUSY = "The database is busy or out of reach ({reason}); please try again in a moment."

#: What happened to a SQLite file under a running process, for whoever looks at a page.
FILE_GONE = (
    "The database file {name} was deleted or moved away, and all runs with it; a new, empty one is in its place. "
    "To bring the runs back, give the new file another name (runs made meanwhile are only in it), and move the earlier "
    "one, or a copy of it, to that place; nothing needs a restart."
)
FILE_REPLACED = (
    "The database file {name} was replaced by another one; from now on the pages show the runs in that one. "
    "Nothing needs a restart."
)

_WITHOUT_TABLES = (
    "The database has not the tables of Model Builder: it is another one than when the app started, or was emptied. "
    "Put the earlier one back, or start the app again to have new tables made; BUILDER_DATABASE_URL says where it is."
)

#: PostgreSQL's codes for a table and a schema that are not there.
_OTHER_TABLES = ("42P01", "3F000")

#: PostgreSQL's codes for temporary failures: serialisation failure, deadlock, lock not available, shutdown, start-up.
_PASSING = ("40001", "40P01", "55P03", "57P01", "57P02", "57P03")

#: SQLite's names for a file that is no longer the one at its path; its text speaks of a read-only database.
_MOVED = ("SQLITE_READONLY_DBMOVED",)

#: Texts in the database's error message, and what they mean; the first match counts.
_MEANINGS: tuple[tuple[tuple[str, ...], type[DatabaseTroubleError], str], ...] = (
    (
        ("authentication failed", "no pg_hba.conf entry", "does not exist"),
        StoreAwayError,
        "The database server lets nobody in with this address ({reason}); check BUILDER_DATABASE_URL.",
    ),
    (
        ("connection failed", "connection is bad", "failed to resolve host", "connection timeout", "could not connect"),
        StoreBusyError,
        "The database server cannot be reached ({reason}); check that it runs, and BUILDER_DATABASE_URL.",
    ),
    (("locked",), StoreBusyError, _BUSY),
    (("no such table",), StoreAwayError, _WITHOUT_TABLES),
    (
        ("not a database", "malformed"),
        StoreDamagedError,
        "The database file cannot be read ({reason}); it is damaged or something else. Move it away, and a "
        "new one is made without a restart, or put a good copy in its place.",
    ),
    (
        ("readonly", "read-only"),
        DatabaseTroubleError,
        "The database can only be read; Model Builder needs to write to it. Change the file's permissions, "
        "or set BUILDER_HOME to a folder that you may write to.",
    ),
    (
        ("unable to open",),
        StoreAwayError,
        "The database file cannot be opened ({reason}): it must be a file in a folder that you may write to. "
        "Check the disk, or set BUILDER_HOME to another folder.",
    ),
    (
        ("full", "No space left"),
        StoreFullError,
        "The disk is full, so the database cannot be written; free some space and try again.",
    ),
    (
        ("disk I/O error",),  # SQLite says this also for a quota, and for a file at its size limit
        StoreFullError,
        "The database's disk has no more room for it, or is failing ({reason}); free some space and try again.",
    ),
)


def _told(reason: str, code: str | None) -> tuple[type[DatabaseTroubleError], str]:
    """The error to raise, and its sentence with a placeholder for the reason."""
    if code in _PASSING:
        return StoreBusyError, _BUSY
    if code in _MOVED:
        return StoreBusyError, "The database file was moved or replaced just now; please try again in a moment."
    for marks, kind, sentence in _MEANINGS:
        if any(mark in reason for mark in marks):
            return kind, sentence
    return DatabaseTroubleError, "The database cannot be used ({reason}); check BUILDER_HOME and BUILDER_DATABASE_URL."
