"""The file of a SQLite database, before SQLite opens it: it must be a file, and a new one is its owner's alone."""

import contextlib
import os
import stat
from pathlib import Path

from sqlalchemy import URL

from builder.given_files import read_given
from builder.settings import is_shared
from builder.store.errors import StoreAwayError


def prepare_file(url: URL) -> None:
    """Creates the file of a SQLite database that is not there yet, empty and with mode 0600; SQLite fills it.

    Its journals get the same mode from SQLite. In a folder that a group may write to, others' processes need the file:
    there the umask decides. A file that is there keeps its mode. What cannot be created is left for SQLite to refuse.
    Raises StoreAwayError where the file's folder is not there, and where something else has taken the file's place: a
    folder, or a pipe, a device or a file in /proc, for which SQLite would wait, deaf to any signal.
    """
    file = url.database or ""
    if os.name != "posix" or not url.drivername.startswith("sqlite") or file in ("", ":memory:"):
        return
    if file.startswith("file:"):
        return
    if not Path(file).parent.is_dir():
        told = (
            "The database file cannot be opened: its folder{} is not there. If it was moved away, move it back, and "
            "nothing needs a restart."
        )
        raise StoreAwayError(told.format(f" {file}"), told.format(""))
    if _has_no_end(Path(file)):
        told = "The database{} is a pipe or a device; set BUILDER_DATABASE_URL to a file."
        raise StoreAwayError(told.format(f" {file}"), told.format(""))
    if Path(file).is_dir():
        told = (
            "The database file{} cannot be opened (there is a folder in its place): it must be a file in a folder that "
            "you may write to. If the file was moved away, move it back, and nothing needs a restart."
        )
        raise StoreAwayError(told.format(f" {file}"), told.format(""))
    if not is_shared(Path(file).parent):
        with contextlib.suppress(OSError):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _has_no_end(file: Path) -> bool:
    """Whether the file is none, nor a folder, or calls itself empty and is not."""
    try:
        status = file.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size == 0:
            return read_given(file, 1) != b""
        return not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode)
    except BlockingIOError:
        return True
    except OSError:
        return False
