"""Writes a home into one file, while its runs train."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine

from builder.given_files import why_not_written
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.backup.about import ABOUT, about
from builder.store.backup.archive import Writer
from builder.store.backup.errors import BackupError
from builder.store.backup.partial import partial_beside, remove_left
from builder.store.backup.room import room_for
from builder.store.backup.snapshot import Snapshot, bytes_of, take_snapshot
from builder.store.homes.unlisted import Unlisted, told_of, unlisted_runs

#: Where a backup gathers what it writes, in the home; a killed one's is removed by the next.
GATHERED = "backup"


@dataclass(frozen=True)
class Saved:
    """What a backup holds: how many runs, how many of them were training, and its size in bytes.

    `unlisted` are the runs that it does not hold, although their files are in the home.
    """

    runs: int
    training: int
    bytes: int
    unlisted: Unlisted | None


def save(settings: Settings, db: Engine, file: Path) -> Saved:
    """Writes the backup to `file`, which only this user may read, whole or not at all.

    It holds the database, and the weights, predictions and checkpoints of all runs, as they were at one moment; and
    a list of the data sets, but not their images. Raises BackupError if the file exists or cannot be written, or if
    the database is PostgreSQL's or lists no run while files of runs are here, and StoreError.
    """
    if db.dialect.name != "sqlite":
        raise BackupError(
            f"The database is PostgreSQL's, which has its own backup: use pg_dump, and copy {settings.artifacts} "
            "while nothing trains; docs/serving.md says how."
        )
    _require_new(file)
    if file.resolve().is_relative_to(settings.home.resolve()):
        raise BackupError(
            f"{file} lies in the home that is backed up, and would be lost with it; give a place elsewhere."
        )
    unlisted = unlisted_runs(settings, db)
    if unlisted is not None and unlisted.listed == 0:
        raise BackupError(f"Nothing is backed up. {told_of(settings, unlisted)}")
    with _said(file), _gathering(settings.home) as folder:
        with room_for(
            "the copy of the database that a backup begins with", settings.home, lambda: bytes_of(db),
            "free some space there",
        ):  # fmt: skip
            folder.mkdir(mode=0o700)
            snapshot = take_snapshot(db, artifacts_of(settings), folder)
        with room_for(
            f"the backup {file}", file.parent, lambda: _bytes_in(folder, snapshot),
            "free some space, or write it to another disk",
        ):  # fmt: skip
            size = _write(settings, snapshot, folder, file)
    training = snapshot.states.count("running")
    return Saved(runs=len(snapshot.states), training=training, bytes=size, unlisted=unlisted)


def _require_new(file: Path) -> None:
    if file.is_dir():
        raise BackupError(f"{file} is a folder; name the file in it that the backup is to be.")
    if file.exists() and not file.is_file():
        raise BackupError(f"{file} is a device or a pipe; give the name of a new file.")
    if os.path.lexists(file):
        raise BackupError(f"{file} exists already; give the backup another name, or move that file away.")


@contextmanager
def _gathering(home: Path) -> Iterator[Path]:
    """A folder to make in the home, removed afterwards; one backup of a home at a time."""
    folder = home / GATHERED
    try:
        with FileLock(home / "backup.lock", timeout=0):
            try:
                remove_left(folder)
                shutil.rmtree(folder, ignore_errors=True)
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except Timeout:
        raise BackupError(f"Another backup of {home} is being written; wait until it is done.") from None


@contextmanager
def _said(file: Path) -> Iterator[None]:
    """Turns the system's errors into sentences."""
    try:
        yield
    except OSError as error:
        why = why_not_written(file, error)
        raise BackupError(f"The backup {file} cannot be written: {why}; give another place.") from None


def _bytes_in(folder: Path, snapshot: Snapshot) -> int:
    return sum((folder / name).stat().st_size for name in snapshot.files)


def _write(settings: Settings, snapshot: Snapshot, folder: Path, file: Path) -> int:
    """Writes the archive under another name beside `file`, then gives it its own; its size in bytes."""
    aside = partial_beside(file, folder)
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            archive = Writer(stream)
            archive.add_text(ABOUT, about(settings, len(snapshot.states)).model_dump_json(indent=2))
            for name in snapshot.files:
                archive.add_file(name, folder / name)
            archive.close()
            stream.flush()
            os.fsync(stream.fileno())
            size = stream.tell()
        _give_name(aside, file)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(file.parent)
    return size


def _give_name(aside: Path, file: Path) -> None:
    """Names the whole archive; never over another file, even one that appeared meanwhile."""
    try:
        os.link(aside, file)
    except FileExistsError:
        _require_new(file)
    except OSError:  # no hard links here
        _require_new(file)
        os.rename(aside, file)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder last, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
