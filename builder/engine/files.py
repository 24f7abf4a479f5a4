"""Files that are always whole, written to a temporary file, then renamed; and their folders."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Creates the folder and the one that it is in, where needed, and no more; raises OSError.

    A home that was moved away must not come back empty in its old place.
    """
    folder.parent.mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)


def replace_file(path: Path, *parts: bytes | memoryview) -> None:
    """Writes `parts` to a temporary file, syncs it to disk, and renames it to `path`.

    If two processes write to one path at the same moment, one of them may get an OSError.
    """
    for left in path.parent.glob(f"{path.name}.*.tmp"):  # left by a process that was killed while writing
        left.unlink(missing_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        _patiently(lambda: os.replace(aside, path))
    finally:
        aside.unlink(missing_ok=True)


def _patiently(action: Callable[[], None], seconds: float = 2.0) -> None:
    """Retries while Windows refuses to rename over a file that another process is reading."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return action()
        except PermissionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
