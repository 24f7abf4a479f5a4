"""The home folder under a process that runs in it: it may be moved away, and come back as it was."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from builder.jobs.options import number
from builder.jobs.retry import OUTAGE, PATIENCE_SECONDS
from builder.store.errors import HomeAwayError

Answer = TypeVar("Answer")


class Home:
    """The folder that is at this path now. Another one that takes its place later is not it."""

    def __init__(self, path: Path) -> None:
        self.path, self._opened = path, _identity(path)

    def is_there(self) -> bool:
        """Whether that folder is at its place."""
        return self._opened is not None and _identity(self.path) == self._opened

    def is_replaced(self) -> bool:
        """Whether another folder is at its place."""
        return self.path.is_dir() and not self.is_there()

    def when_there(self, action: Callable[[], Answer], /) -> Answer:
        """What the action answers while the folder is at its place; raises what it raises there.

        What it did while the folder was away, even in part, counts for nothing: it is called again, for as long as
        `patiently` waits for a database. Raises HomeAwayError after that.
        """
        deadline, waited = time.monotonic() + number("BUILDER_PATIENCE_SECONDS", PATIENCE_SECONDS), False
        while True:
            was_there, failure = self.is_there(), None
            try:
                answer = action()
            except Exception as error:
                if was_there and self.is_there():
                    raise
                failure = error
            else:
                if was_there and self.is_there():
                    if waited:
                        OUTAGE.over()
                    return answer
            if time.monotonic() > deadline:
                raise HomeAwayError(str(self.path)) from failure
            waited = True
            time.sleep(OUTAGE.failed(HomeAwayError(str(self.path))))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        seen = os.stat(path)
    except OSError:
        return None
    return seen.st_dev, seen.st_ino
