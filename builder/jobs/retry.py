"""Waits for a database that is busy, away or damaged, and says so in the log once, not at every try."""

import logging
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from builder.jobs.options import number
from builder.store.errors import StoreAwayError, StoreBusyError, StoreDamagedError, StoreError, one_line

P = ParamSpec("P")
R = TypeVar("R")

#: What may be over soon, without anybody's doing or with it.
WAITED_FOR = (StoreBusyError, StoreAwayError, StoreDamagedError)

log = logging.getLogger(__name__)

#: How long a process waits for a database that others keep busy, or that is away or damaged, in seconds.
PATIENCE_SECONDS = 120.0
#: The first pause between two tries, in seconds; each is twice the one before, up to the last, which is short enough
#: for work to go on within five seconds of the database's return.
FIRST_PAUSE, LAST_PAUSE = 0.2, 3.0


class Outage:
    """Whether what this process does fails now; logged once when it begins, and once when it is over."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._since: float | None = None
        self._pause = FIRST_PAUSE
        self._logged: set[str] = set()

    def failed(self, error: Exception) -> float:
        """A try has failed: how many seconds to wait before the next.

        The database's failures are one sentence in the log, whatever follows; anything else is logged in full.
        """
        with self._lock:
            if self._since is None:
                self._since, self._pause = self._clock(), FIRST_PAUSE
            self._log("store" if isinstance(error, StoreError) else repr(error), error)
            pause, self._pause = self._pause, min(LAST_PAUSE, 2 * self._pause)
            return pause

    def over(self) -> None:
        """A try has succeeded."""
        with self._lock:
            if self._since is not None:
                log.info("It works again, after %.0f seconds.", self._clock() - self._since)
                self._since = None
                self._logged.clear()

    def _log(self, what: str, error: Exception) -> None:
        if what in self._logged:
            return
        self._logged.add(what)
        if isinstance(error, StoreError):
            # Not a warning: a process that keeps no log would print it to the terminal.
            log.info("%s It is tried again until it works.%s", error, _in_its_own_words(error))
        else:
            log.error("This failed, and is tried again until it works", exc_info=error)


def _in_its_own_words(error: StoreError) -> str:
    """What the database itself said, where the sentence has it not."""
    said = one_line(str(getattr(error.__cause__, "orig", "")), 200)
    return f" ({said})" if said and said not in str(error) else ""


#: This process's database: all its threads share one, so that only one of them says what has happened.
OUTAGE = Outage()


def patiently(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`call(*args, **kwargs)`, retried while the database is busy, away or damaged, for up to PATIENCE_SECONDS.

    Not while it can only be read, or its disk is full: these pass no sooner for waiting, and a run can be paused.
    """
    deadline = time.monotonic() + number("BUILDER_PATIENCE_SECONDS", PATIENCE_SECONDS)
    while True:
        try:
            answer = call(*args, **kwargs)
        except WAITED_FOR as error:
            if time.monotonic() > deadline:
                raise
            time.sleep(OUTAGE.failed(error))  # on SQLite each try has already waited for seconds
        else:
            OUTAGE.over()
            return answer
