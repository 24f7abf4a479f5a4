"""Wakes the processes of a home, so that none of them has to ask the database whether there is something to do.

Whoever has written to the store what they wait for adds a byte to the file home/wake; they look only at that file's
size and time, which costs a thousandth of a core. What comes from elsewhere (another home, another machine) wakes
nobody: so everyone who waits looks at the store now and then all the same.
"""

import contextlib
import os
import time
from pathlib import Path

#: Seconds between two looks at the file.
STEP = 0.05
#: The file starts anew at this many bytes.
LARGEST = 4096

#: What tells one state of the file from another; None while there is no file.
State = tuple[int, int, int] | None


def call(home: Path) -> None:
    """Wake everyone who waits in this home. Never raises: they find out later by themselves."""
    with contextlib.suppress(OSError), open(home / "wake", "ab", opener=_without_waiting) as file:
        if file.tell() >= LARGEST:
            file.truncate(0)
        file.write(b".")


def _without_waiting(path: str, flags: int) -> int:
    """Opening a pipe that somebody has put in the file's place would wait for a reader, perhaps for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)


class Sleeper:
    """Waits for calls. `mark` comes before a look at the store, so that a call during that look ends the next wait."""

    def __init__(self, home: Path) -> None:
        self._file = home / "wake"
        self._seen: State = None

    def mark(self) -> None:
        """From now on a call ends the next wait."""
        self._seen = self._state()

    @property
    def called(self) -> bool:
        """Whether somebody has called since `mark`."""
        return self._state() != self._seen

    def wait(self, seconds: float) -> None:
        """Wait until somebody has called since `mark`, but at least for one STEP, and for at most so long."""
        ends = time.monotonic() + seconds
        time.sleep(STEP)
        while not self.called and time.monotonic() < ends:
            time.sleep(STEP)

    def _state(self) -> State:
        try:
            status = os.stat(self._file)
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size
