"""Watches a decoder from outside: it is killed when its time is over, and, if wanted, when it takes too much memory."""

import threading
import time
from subprocess import Popen
from typing import Literal

import psutil

from builder.pictures import limits

#: How often its memory is looked at, in seconds.
LOOK_SECONDS = 0.02

Why = Literal["time", "memory"]


class Guard:
    """From its start until `done`; `why` says why it killed the process, None if it did not."""

    def __init__(self, process: "Popen[bytes]", seconds: float):
        self.why: Why | None = None
        self._process = process
        self._ends = time.monotonic() + seconds
        self._done = threading.Event()
        threading.Thread(target=self._watch, name="picture guard", daemon=True).start()

    def done(self) -> None:
        """The process has answered, or ended."""
        self._done.set()

    def _watch(self) -> None:
        while not self._done.wait(self._pause()):
            if time.monotonic() >= self._ends:
                self._kill("time")
                return
            if not limits.HAS_LIMITS and _memory(self._process.pid) > limits.MEMORY:
                self._kill("memory")
                return

    def _pause(self) -> float:
        left = max(0.0, self._ends - time.monotonic())
        return left if limits.HAS_LIMITS else min(left, LOOK_SECONDS)

    def _kill(self, why: Why) -> None:
        self.why = why
        self._process.kill()


def _memory(pid: int) -> int:
    """Bytes that the process has in memory; 0 once it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
