"""The settings and the database of this server process, opened once and shared by all sessions."""

import os
import threading
from functools import lru_cache

import sqlalchemy

from builder.settings import Settings, load_settings
from builder.store.schema.database import check_writing as check_database_writing
from builder.store.schema.database import file_change, hurried, open_database, reading
from builder.store.schema.database_file import FileChange
from builder.store.schema.tables import guards

#: When several sessions start at once, only one opens the database. (Streamlit's own caches take a millisecond for
#: an answer that they hold, and a run of the Build page asks nine times.)
_lock = threading.Lock()


def settings() -> Settings:
    """Where this app keeps things; raises SettingsError with one sentence."""
    names = ("BUILDER_HOME", "BUILDER_CIFAR10", "BUILDER_DATABASE_URL", "BUILDER_SHIPPED")
    with _lock:
        return _settings(tuple((name, os.environ.get(name)) for name in names))


def database() -> sqlalchemy.Engine:
    """The migrated store of runs; raises SettingsError or StoreError with one sentence."""
    used = settings()
    with _lock:
        return _database(used)


def check(seconds: float) -> None:
    """Raises SettingsError or StoreError where the store cannot be read, after `seconds` if it is locked."""
    with reading(hurried(database(), seconds)) as connection:
        connection.execute(sqlalchemy.select(guards.c.name)).first()


def check_writing(seconds: float) -> None:
    """The same where it cannot be written; changes nothing."""
    check_database_writing(hurried(database(), seconds))


def change() -> FileChange | None:
    """What happened to the database's file while this server ran, None if nothing did; raises as `database` does."""
    return file_change(database())


@lru_cache(maxsize=8)
def _settings(environment: tuple[tuple[str, str | None], ...]) -> Settings:
    return load_settings()


@lru_cache(maxsize=8)
def _database(settings: Settings) -> sqlalchemy.Engine:
    return open_database(settings)
