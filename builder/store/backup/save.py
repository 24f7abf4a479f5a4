"""Writes a home into one file, while its runs train."""

import errno
import glob
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine

from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.backup.about import ABOUT, about
from builder.store.backup.archive import Writer
from builder.store.backup.errors import BackupError
from builder.store.backup.snapshot import Snapshot, take_snapshot
from builder.store.errors import StoreFullError
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
    unlisted = unlisted_runs(settings, db)
    if unlisted is not None and unlisted.listed == 0:
        raise BackupError(f"Nothing is backed up. {told_of(settings, unlisted)}")
    with _said(file), _gathering(settings.home) as folder:
        snapshot = take_snapshot(db, artifacts_of(settings), folder)
        size = _write(settings, snapshot, folder, file)
    training = snapshot.states.count("running")
    return Saved(runs=len(snapshot.states), training=training, bytes=size, unlisted=unlisted)


def _require_new(file: Path) -> None:
    if os.path.lexists(file):
        raise BackupError(f"{file} exists already; give the backup another name, or move that file away.")


@contextmanager
def _gathering(home: Path) -> Iterator[Path]:
    """An empty folder in the home, removed afterwards; one backup of a home at a time."""
    folder = home / GATHERED
    try:
        with FileLock(home / "backup.lock", timeout=0):
            try:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(mode=0o700)
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
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StoreFullError(
                f"There is no room for the backup {file}; free some space, or write it to another disk."
            ) from None
        raise BackupError(f"The backup {file} cannot be written ({error.strerror or error}).") from None


def _write(settings: Settings, snapshot: Snapshot, folder: Path, file: Path) -> int:
    """Writes the archive under another name beside `file`, then gives it its own; its size in bytes."""
    for left in file.parent.glob(
        f"{glob.escape(file.name)}.*.partial"
    ):  # by a backup that was killed while it was written
        left.unlink(missing_ok=True)
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}.partial")
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
