"""Which home this is: a random id in the file BUILDER_HOME/identity, made when it is first asked for.

A copy of the home must not pass for the original, so the file says what it was when it was written: its inode, and the
file system and the machine that it was on. A copy has another inode, or is elsewhere, and becomes a home of its own.
A home that is renamed stays the one it was, and so does one on a volume that other containers mount.

Where the file vanishes while a process is at work in the home, that process writes it again with the same id: a home
that became another one meanwhile would take its own trainings for another's.
"""

import contextlib
import errno
import json
import os
import platform
import sys
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from builder.design.base import Value
from builder.settings import Settings
from builder.store.errors import StoreBusyError, StoreError
from builder.store.ids import new_id, new_token

FILE = "identity"
LOCK_SECONDS = 30.0


#: By file: the id that this process has read there, and the inode and device of the folder that it then was in.
_known: dict[Path, tuple[str, tuple[int, int]]] = {}


class Identity(Value):
    """A home's id, and what its file was when it was written."""

    id: str
    inode: int
    volume: int
    machine: str


def home_of(settings: Settings) -> str:
    """This home's id, made if there is none, or only that of the home that this one is a copy of; raises StoreError."""
    file = settings.home / FILE
    try:
        id = (_read(file) or _made(file)).id
        _known[file] = id, _folder(file)
        return id
    except OSError as error:
        told = (
            f"The home's identity{{}} cannot be read or written ({error.strerror or 'see the log'}); give the app's "
            "user the right to, or set BUILDER_HOME to another folder."
        )
        raise StoreError(told.format(f" in {file}"), told.format("")) from None


def machine() -> str:
    """The name of this machine, as other homes show it."""
    return platform.node()[:80] or "unnamed"


def _read(file: Path) -> Identity | None:
    """What the file says, if it is of this very file."""
    try:
        with file.open("rb") as stream:
            known = Identity.model_validate_json(stream.read(10_000))
            return known if _is_its_own(known, stream) else None
    except (FileNotFoundError, ValidationError):
        return None


def _is_its_own(known: Identity, stream: IO[bytes]) -> bool:
    """A machine may number its file systems anew when it starts, and a disk may move to another machine, not both."""
    inode, volume = _whereabouts(stream)
    return known.inode == inode and (known.volume == volume or known.machine == machine())


def _made(file: Path) -> Identity:
    """Writes a new identity, unless another process was faster."""
    import filelock

    if not file.parent.is_dir():  # moved away; the lock would make it anew, and empty
        raise FileNotFoundError(errno.ENOENT, "the home folder is not there", str(file.parent))
    try:
        with filelock.FileLock(file.with_name(f"{FILE}.lock"), timeout=LOCK_SECONDS):
            return _read(file) or _write(file, _lost_id(file) or new_id())
    except filelock.Timeout:
        told = f"Another process has been preparing {{}} for {LOCK_SECONDS:.0f} seconds; please try again."
        raise StoreBusyError(told.format(file), told.format("the home")) from None


def _lost_id(file: Path) -> str | None:
    """The id that this process read in this folder, if the file is gone; None in another folder of the same name."""
    id, folder = _known.get(file, (None, None))
    return id if folder == _folder(file) and not file.exists() else None


def _folder(file: Path) -> tuple[int, int]:
    seen = file.parent.stat()
    return seen.st_ino, seen.st_dev


def _write(file: Path, id: str) -> Identity:
    """A file keeps its inode when it is renamed, so it can hold it; written aside, it is whole or not there."""
    aside = file.with_name(f"{FILE}.{new_token()[:16]}")
    try:
        with aside.open("wb") as stream:
            inode, volume = _whereabouts(stream)
            made = Identity(id=id, inode=inode, volume=volume, machine=machine())
            stream.write(json.dumps(made.model_dump(), indent=1).encode())
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, file)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    return made


def _whereabouts(stream: IO[bytes]) -> tuple[int, int]:
    """The open file's inode, and the id of the file system that it is on."""
    seen = os.fstat(stream.fileno())
    return seen.st_ino, seen.st_dev if sys.platform == "win32" else os.fstatvfs(stream.fileno()).f_fsid
