"""A worker in another process namespace, as of another container with this home: its number means nothing here."""

import psutil

from builder.jobs.executor.local.worker import Handle
from builder.jobs.executor.protocol import WorkerEnd


class UnseenWorker:
    """Judged by its reports alone: it counts as ended once it is given up, or the computer was started anew.

    `given_up` are the handles of those that were killed, as far as that can be done from here: another worker gets
    the run, and this one, should it live, finds with its next report that it has lost it, and ends.
    """

    def __init__(self, handle: Handle, given_up: set[Handle]) -> None:
        self._handle, self._given_up = handle, given_up

    @property
    def name(self) -> str:
        """Its number, and where that is one."""
        return f"process {self._handle.pid} of another container"

    def has_ended(self) -> bool:
        """As far as this can be known here."""
        return self._handle in self._given_up or self._was_before_the_boot()

    def end_of(self) -> WorkerEnd:
        """Nobody here saw it."""
        return WorkerEnd(how="restart" if self._was_before_the_boot() else "unknown")

    def stands_still(self) -> bool:
        """Nobody here can tell."""
        return False

    def kill(self) -> None:
        """Gives it up."""
        self._given_up.add(self._handle)

    def _was_before_the_boot(self) -> bool:
        return self._handle.created < psutil.boot_time()
