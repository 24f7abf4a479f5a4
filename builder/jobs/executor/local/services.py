"""One process of a kind per BUILDER_HOME: the one that holds the lock of that kind.

The system releases a lock when its holder ends, however it ends. Between a start and the moment when
the new process holds the lock, a note beside the lock says which process is starting.
"""

import contextlib
import errno
import json
import time
from pathlib import Path

from filelock import FileLock, Timeout

from builder.jobs.executor.local import processes
from builder.settings import Settings

#: A new process waits this long for its lock; a holder that keeps it longer is a process of that kind.
PATIENCE = 3.0
#: A running process that does not hold its lock after this many seconds is given up on.
LONGEST_START = 60.0
#: After a process died while starting, the next start waits this long.
PAUSE_AFTER_FAILURE = 5.0


def take(home: Path, kind: str, patience: float = PATIENCE) -> FileLock | None:
    """The lock of that kind, held until it is released or this process ends; None if another holds it.

    Also None for a home that was moved away: to take a lock makes its folder, and the home must not come back empty.
    """
    if not home.is_dir():
        return None
    lock = FileLock(home / f"{kind}.lock")
    taken = True
    try:
        lock.acquire(timeout=patience, poll_interval=0.02)
    except Timeout:
        taken = False
    with contextlib.suppress(OSError):  # Windows, while another process reads it
        _note(home, kind).unlink(missing_ok=True)
    return lock if taken else None


def ensure(settings: Settings, kind: str) -> bool:
    """Start `builder.jobs.<kind>` unless it runs or is starting; True if this call started it.

    Cheap if it runs: one look at a lock. That process sees what was committed before this call, since it
    looks once more after releasing its lock. Raises OSError if a process cannot be started.
    """
    if not settings.home.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the home folder is not there", str(settings.home))
    lock = FileLock(settings.home / f"{kind}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    try:
        # Holding the lock makes a second caller, and the new process itself, wait until the note is written.
        if _is_on_its_way(settings.home, kind):
            return False
        process = processes.start(settings, kind)
        note = {"pid": process.pid, "created": processes.create_time(process.pid), "at": time.time()}
        with contextlib.suppress(OSError):  # without a note a second process may start, and end at the lock
            _note(settings.home, kind).write_text(json.dumps(note), encoding="utf-8")
        return True
    finally:
        lock.release()


def is_held(home: Path, kind: str) -> bool:
    """Whether a process of that kind holds its lock now."""
    if not home.is_dir():
        return False
    lock = FileLock(home / f"{kind}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    lock.release()
    return False


def is_served(home: Path, kind: str) -> bool:
    """Whether a process of that kind is at work, or is starting."""
    return is_held(home, kind) or _is_on_its_way(home, kind)


def _note(home: Path, kind: str) -> Path:
    return home / f"{kind}.starting"


def _is_on_its_way(home: Path, kind: str) -> bool:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        note = json.loads(_note(home, kind).read_text(encoding="utf-8"))
        alive = note["created"] is not None and processes.is_alive(note["pid"], note["created"])
        return 0 <= time.time() - note["at"] < (LONGEST_START if alive else PAUSE_AFTER_FAILURE)
    return False
