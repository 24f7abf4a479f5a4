"""What background processes print, in BUILDER_HOME/logs: one file per kind, each of bounded size.

A process writes to its file directly, by file descriptor, so that TensorFlow's C++ output is caught too.
Files are opened for appending, so another process may shorten them at any time.
"""

import os
import time
from functools import partial
from pathlib import Path
from typing import BinaryIO

from builder.settings import is_shared

MAX_LOG_BYTES = 1_000_000
KEPT_BYTES = 200_000


def log_file(home: Path, kind: str) -> Path:
    """Where processes of this kind ("supervisor", "worker", …) write."""
    return home / "logs" / f"{kind}.log"


def open_log(home: Path, kind: str, heading: str) -> BinaryIO:
    """The log of that kind, open for appending, after a dated line that says what starts; raises OSError."""
    path = log_file(home, kind)
    path.parent.mkdir(exist_ok=True)
    shorten(path)
    private = partial(os.open, mode=0o666 if is_shared(home) else 0o600)
    log = open(path, "ab", buffering=0, opener=private)  # noqa: SIM115 - the caller closes it
    log.write(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} {heading}\n".encode())
    return log


def shorten(path: Path) -> None:
    """Cut a log that has grown past MAX_LOG_BYTES down to its last KEPT_BYTES, if possible."""
    try:
        if path.stat().st_size <= MAX_LOG_BYTES:
            return
        with open(path, "rb+") as log:
            log.seek(-KEPT_BYTES, os.SEEK_END)
            tail = log.read(KEPT_BYTES)
            log.seek(0)
            log.write(tail)
            log.truncate()
    except OSError:
        pass  # on Windows a virus scanner may hold it; the next round tries again


def shorten_all(home: Path) -> None:
    """Keep every log within its size limit."""
    for path in (home / "logs").glob("*.log"):
        shorten(path)
