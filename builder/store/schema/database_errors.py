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
def as_store_error(name: str = "") -> Iterator[None]:
    """Turns failures of the database itself into sentences; errors in our own statements stay as they are.

    `name` is the database's, for whoever runs the app. What a server says that lets nobody in is only in the logs.
    """
    try:
        yield
    except exc.ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) not in _OTHER_TABLES:
            raise
        raise StoreAwayError(_named(_WITHOUT_TABLES, name), _named(_WITHOUT_TABLES, "")) from error
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
        discreet = _named(sentence, "").replace(" ({reason})", "")
        raise kind(_named(sentence, name).replace("{reason}", reason), discreet) from error


def _named(sentence: str, name: str) -> str:
    return sentence.replace("{name}", f" {name}" if name else "")


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

FILE_WITHOUT_RUNS = (
    "The database file {name} is another one now, and holds no runs. To bring the earlier runs back, give that file "
    "another name, and move the earlier one, or a copy of it, to its place; nothing needs a restart."
)
FILE_BACK = "The earlier database file {name} is back, and the pages show its runs again."

_WITHOUT_TABLES = (
    "The database{name} has not the tables of Model Builder: it is another one than before, or was emptied. Put the "
    "earlier one back; BUILDER_DATABASE_URL says where it is. To have new tables made in an empty one, start the app "
    "again."
)

#: PostgreSQL's codes for a table and a schema that are not there.
_OTHER_TABLES = ("42P01", "3F000")

#: PostgreSQL's codes for temporary failures: serialisation failure, deadlock, lock not available, shutdown, start-up.
_PASSING = ("40001", "40P01", "55P03", "57P01", "57P02", "57P03")

#: SQLite's names for a file that is no longer the one at its path; its text speaks of a read-only database.
_MOVED = ("SQLITE_READONLY_DBMOVED",)
MOVED = "The database file was moved or replaced just now; please try again in a moment."

#: Texts in the database's error message, and what they mean; the first match counts.
_MEANINGS: tuple[tuple[tuple[str, ...], type[DatabaseTroubleError], str], ...] = (
    (
        ('FATAL: role "',),
        StoreAwayError,
        "The database server has no user of that name, or does not let it in; check BUILDER_DATABASE_URL.",
    ),
    (
        ("does not exist",),
        StoreAwayError,
        "There is no database{name} on that server; make it, put it back, or check BUILDER_DATABASE_URL.",
    ),
    (
        ("is not currently accepting connections", "permission denied for database"),
        StoreAwayError,
        "The database{name} lets nobody in; open it again, or check BUILDER_DATABASE_URL.",
    ),
    (
        ("authentication failed",),
        StoreAwayError,
        "The database server does not accept this user and password; check BUILDER_DATABASE_URL.",
    ),
    (
        ("no pg_hba.conf entry",),
        StoreAwayError,
        "The database server lets nobody in from this machine with this address; check BUILDER_DATABASE_URL, and "
        "the server's pg_hba.conf.",
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
        DatabaseTroubleError,
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
        return StoreBusyError, MOVED
    for marks, kind, sentence in _MEANINGS:
        if any(mark in reason for mark in marks):
            return kind, sentence
    return DatabaseTroubleError, "The database cannot be used ({reason}); check BUILDER_HOME and BUILDER_DATABASE_URL."
