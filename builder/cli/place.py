"""Where the command line works: its settings and its database, opened once per command."""

from typing import NamedTuple

from sqlalchemy import Engine

from builder.cli.errors import CommandFailed, InputError
from builder.settings import Settings, load_settings
from builder.store.errors import RunNotFoundError, StoreBusyError, StoreError
from builder.store.runs.records import Run, get_run
from builder.store.schema.database import open_database


class Place(NamedTuple):
    """Settings and database."""

    settings: Settings
    db: Engine


def open_place() -> Place:
    """The place that the environment names; raises InputError, and CommandFailed if the database is busy."""
    settings = load_settings()
    try:
        return Place(settings, open_database(settings))
    except StoreBusyError as error:
        raise CommandFailed(str(error)) from None
    except StoreError as error:
        raise InputError(str(error)) from None


def read_run(place: Place, id: str) -> Run:
    """The run with that id; raises InputError with one sentence."""
    try:
        return get_run(place.db, id)
    except RunNotFoundError as error:
        raise InputError(str(error)) from None
