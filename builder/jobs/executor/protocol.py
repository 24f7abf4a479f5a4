"""The interface to whatever trains the runs, wherever that is.

A supervisor has one Executor. It starts workers, and finds those that another supervisor started by the handle that
each of them wrote into the store: a text that only its own kind of executor can read.
"""

from pathlib import Path
from typing import Literal, Protocol

from builder.design.base import Value
from builder.progress.failure import Death

#: The ends of workers that the store failed, and nothing else.
WITHOUT_STORE = ("no_store", "store_away")


class CannotStartError(Exception):
    """A worker that could not be started; str(error) says why in a few words."""


class WorkerEnd(Value):
    """How a worker ended that did not report its end itself.

    "restart" means that its machine has been restarted since, "no_store" that it could not reach the store, as
    another may later, and "store_away" that the store was away for longer than it waits. `code` is its exit code, if
    known.
    """

    how: Death | Literal["restart", "no_store", "store_away"]
    code: int | None = None


class Worker(Protocol):
    """Trains one run, or waits for one."""

    @property
    def name(self) -> str:
        """Its name in logs."""

    def has_ended(self) -> bool:
        """Whether it is gone."""

    def end_of(self) -> WorkerEnd:
        """How it ended; called only once it has."""

    def stands_still(self) -> bool:
        """Whether it was suspended from outside, so that it does nothing by itself."""

    def kill(self) -> None:
        """Kills it, and waits a moment until it is gone."""


class Executor(Protocol):
    """Starts workers and recognises them later."""

    def training_room(self) -> float:
        """Bytes of memory that training may take where it runs."""

    def start(self, run_id: str, token: str) -> Worker:
        """A new worker for this attempt at a run; raises CannotStartError."""

    def started(self) -> frozenset[str]:
        """The runs that this executor gave to a worker and has not forgotten since."""

    def forget(self, run_id: str) -> None:
        """Stops tracking the run's worker."""

    def worker(self, run_id: str, handle: str | None) -> Worker | None:
        """The worker that wrote this handle, or, before one has, the one started from here; None if there is none.

        A worker that is gone is returned too.
        """

    def is_starting(self, run_id: str) -> bool:
        """Whether a worker started for this run, by any supervisor, exists; it may be about to record itself."""

    @property
    def standby(self) -> Worker | None:
        """The worker that waits for a run, if one was started; it may have ended."""

    def start_standby(self) -> Worker:
        """Starts a worker that gets ready to train, and waits; raises CannotStartError."""

    def hand_over(self, run_id: str, token: str) -> Worker | None:
        """Gives the run to the standby, whether ready or still starting; None if none can take it.

        A returned worker may still end before it has read its run. There is no standby afterwards.
        """

    def dismiss_standby(self) -> None:
        """Ends the standby, if there is one."""


class Workplace(Protocol):
    """What a worker asks of the place where it runs."""

    @property
    def handle(self) -> str:
        """The text by which the executor finds this worker again."""

    @property
    def measurements(self) -> Path:
        """The folder that keeps what was measured once on this machine."""

    def limit_memory(self) -> None:
        """Limits this worker to its share of memory, so that it fails alone."""

    def step_back(self) -> None:
        """Lets pages and other programs go first from now on."""
