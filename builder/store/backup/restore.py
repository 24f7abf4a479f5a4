"""Makes a new home of a backup: all of it, or nothing."""

import errno
import glob
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import psutil
from pydantic import TypeAdapter
from sqlalchemy import Engine, delete
from sqlalchemy.exc import SQLAlchemyError

from builder.datasets.table import is_available, title_of
from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store.artifacts import artifacts_of
from builder.store.backup.about import About
from builder.store.backup.archive import Reader
from builder.store.backup.errors import BackupError, not_whole
from builder.store.backup.ours import check_values
from builder.store.backup.save import sync_folder
from builder.store.backup.tables import LEFT_OUT
from builder.store.backup.unpack import unpack
from builder.store.errors import StoreBusyError, StoreError, StoreFullError
from builder.store.runs.interrupted import Interrupted, datasets_in_use, interrupt_all
from builder.store.runs.records import Run, list_runs, run_ids
from builder.store.schema.database import open_database, writing

_RUN: TypeAdapter[Run] = TypeAdapter(Run)

#: Room that the database's migration may take beside what is unpacked, in bytes.
SPARE_BYTES = 50_000_000


@dataclass(frozen=True)
class RestoredHome:
    """What the new home has: the backup's own description, what became of its running runs, and what is missing.

    `missing` are the titles of data sets that were there, and are not on this machine; `unreadable` are the ids of runs
    whose design this version cannot read: they are kept, and no list shows them.
    """

    about: About
    runs: int
    interrupted: Interrupted
    missing: tuple[str, ...]
    unreadable: tuple[str, ...]


def restore(settings: Settings, file: Path) -> RestoredHome:
    """Makes the home of these settings from the backup `file`; the home must be empty, or not there yet.

    The database is brought to this version's schema. Runs that were training go on from their checkpoints once the
    app is opened, or wait, paused, if their data set is not here. Raises BackupError for a home, a setting or a file
    that cannot be used, and StoreError; then nothing has changed.
    """
    home = Path(os.path.realpath(settings.home))
    if settings.database_url != sqlite_url(settings.home / DATABASE_FILE):
        raise BackupError(
            "BUILDER_DATABASE_URL names another database, but a backup is restored into BUILDER_HOME alone; unset it."
        )
    _require_empty(home)
    with _said(file, home), _opened(file) as (stream, size), _beside(home, size) as aside:
        about, runs = unpack(Reader(stream, size, file), aside)
        interrupted, unreadable = _bring_up_to_date(settings, aside, file)
        _put_in_place(aside, home)
    missing = tuple(there.title for there in about.datasets if not is_available(there.name, settings))
    return RestoredHome(about, runs, interrupted, missing, unreadable)


def _require_empty(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise BackupError(f"{home} is not a folder; set BUILDER_HOME to a new one.")
    if home.is_dir() and any(home.iterdir()):
        raise BackupError(
            f"{home} is not empty; a backup is restored into an empty home only: set BUILDER_HOME to a new folder."
        )
    if os.path.ismount(home):
        raise BackupError(f"{home} is a mount point, which cannot be replaced; set BUILDER_HOME to a folder within it.")


@contextmanager
def _said(file: Path, home: Path) -> Iterator[None]:
    """Turns the system's errors into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StoreFullError(_no_room(file, home)) from None
        raise BackupError(f"{file} cannot be restored into {home} ({error.strerror or error}).") from None


def _no_room(file: Path, home: Path) -> str:
    return f"There is no room beside {home} for what {file} holds; free some space, or set BUILDER_HOME elsewhere."


@contextmanager
def _opened(file: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file and its size; a pipe or a device is refused, and not waited for."""
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise BackupError(f"{file} cannot be read ({error.strerror or error}); expected a backup.") from None
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise BackupError(f"{file} is not a file; expected a backup.")
    if not found.st_size:  # as files in /proc say of themselves that have no end
        os.close(descriptor)
        raise not_whole(file)
    with open(descriptor, "rb") as stream:
        yield stream, found.st_size


@contextmanager
def _beside(home: Path, size: int) -> Iterator[Path]:
    """A new folder beside the home, which is removed unless it has become the home."""
    with _folder_of(home):
        _remove_left(home)
        if shutil.disk_usage(home.parent).free < size + SPARE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        aside = home.with_name(f"{home.name}.{os.getpid()}.restoring")
        aside.mkdir(mode=0o700)
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _folder_of(home: Path) -> Iterator[None]:
    """The folder that the home is to be in; what had to be made for it is removed where there is no home after all."""
    made = [folder for folder in home.parents if not folder.exists()]
    home.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with suppress(OSError):  # not empty
            for folder in made:
                folder.rmdir()


def _remove_left(home: Path) -> None:
    """Removes what restores left that were killed: their names hold the numbers of processes that are gone."""
    for left in home.parent.glob(f"{glob.escape(home.name)}.*.restoring"):
        number = left.suffixes[-2][1:]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _bring_up_to_date(settings: Settings, aside: Path, file: Path) -> tuple[Interrupted, tuple[str, ...]]:
    """Brings the database to this version's schema, and its runs into states from which they go on.

    What became of the runs that were running, and the ids of those whose design cannot be read.
    """
    inside = settings.model_copy(update={"home": aside, "database_url": sqlite_url(aside / DATABASE_FILE)})
    try:
        with _database(inside) as db:
            missing = {name: title_of(name) for name in datasets_in_use(db) if not is_available(name, settings)}
            with writing(db) as connection:
                for table in LEFT_OUT:
                    connection.execute(delete(table))
            interrupted = interrupt_all(db, missing)
            check_values(db)
            unreadable = _unreadable(db)
    except (StoreBusyError, StoreFullError):
        raise
    except (StoreError, SQLAlchemyError, ValueError, TypeError):  # a database that is not ours
        raise not_whole(file) from None
    for run_id in interrupted.stopped:
        artifacts_of(inside).remove_checkpoint(run_id)
    return interrupted, unreadable


def _unreadable(db: Engine) -> tuple[str, ...]:
    """The ids of runs whose design cannot be read; raises ValueError or TypeError for others that are not sound."""
    readable = set()
    for run in list_runs(db):
        _RUN.validate_python(tuple(run), strict=True)
        readable.add(run.id)
    return tuple(id for id in run_ids(db) if id not in readable)


@contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    db = open_database(settings)
    try:
        yield db
    finally:
        db.dispose()


def _put_in_place(aside: Path, home: Path) -> None:
    """Makes the folder the home, by one rename; fails if there is anything in the home."""
    _sync(aside)
    if sys.platform == "win32" and home.is_dir():
        home.rmdir()
    try:
        os.rename(aside, home)
    except OSError:
        _require_empty(home)
        raise
    sync_folder(home.parent)


def _sync(folder: Path) -> None:
    """Makes all that was written last."""
    if hasattr(os, "sync"):
        os.sync()
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
