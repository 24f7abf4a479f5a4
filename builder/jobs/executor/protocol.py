"""What the product asks of whatever trains its runs, wherever that is.

A supervisor has one Executor. It starts workers, and finds those that another supervisor started by what each of
them wrote into the store: its handle, a text that only its own kind of executor can read.
"""

from pathlib import Path
from typing import Literal, Protocol

from builder.design.base import Value
from builder.progress.failure import Death


class CannotStartError(Exception):
    """A worker that could not be started; str(error) says why in a few words."""


class WorkerEnd(Value):
    """How a worker ended that has not said so itself.

    "restart" stands for its machine, which was started anew since, and "no_store" for a worker that could not reach
    the store: another may, later. `code` is its exit code, where one is known.
    """

    how: Death | Literal["restart", "no_store"]
    code: int | None = None


class Worker(Protocol):
    """Trains one run, or waits to be given one."""

    @property
    def name(self) -> str:
        """What logs call it."""

    def has_ended(self) -> bool:
        """Whether it is gone."""

    def end_of(self) -> WorkerEnd:
        """How it ended; only asked of one that has."""

    def stands_still(self) -> bool:
        """Whether it was halted from outside, so that it will do nothing by itself."""

    def kill(self) -> None:
        """Ends it at once, and waits a moment until it is gone."""


class Executor(Protocol):
    """Starts workers and knows them again."""

    def training_room(self) -> float:
        """Bytes that training may take where it is done."""

    def start(self, run_id: str, token: str) -> Worker:
        """A new worker for this attempt at a run; raises CannotStartError."""

    def started(self) -> frozenset[str]:
        """The runs that were given to a worker from here, and not forgotten since."""

    def forget(self, run_id: str) -> None:
        """The run's worker is of no interest any more."""

    def worker(self, run_id: str, handle: str | None) -> Worker | None:
        """The worker that wrote this handle, or, before one has, the one started from here; None where there is none.

        A worker that is gone is one too.
        """

    def is_starting(self, run_id: str) -> bool:
        """Whether a worker that was started for this run, from anywhere, is there; it may be about to say so."""

    @property
    def standby(self) -> Worker | None:
        """The worker that waits to be given a run, if one was started; it may have ended."""

    def start_standby(self) -> Worker:
        """A worker that gets ready to train, and waits; raises CannotStartError."""

    def hand_over(self, run_id: str, token: str) -> Worker | None:
        """Give the run to the standby, whether it is ready or still on its way; None where there is none that can.

        A worker that was returned may still end before it has read what it was given. There is no standby afterwards.
        """

    def dismiss_standby(self) -> None:
        """The standby, if there is one, ends."""


class Workplace(Protocol):
    """What a worker asks of the place where it runs."""

    @property
    def handle(self) -> str:
        """By which the executor finds this worker again."""

    @property
    def measurements(self) -> Path:
        """The folder in which what was measured once on this machine is kept."""

    def limit_memory(self) -> None:
        """From here on this worker is refused memory beyond its share, and fails alone."""

    def step_back(self) -> None:
        """From here on pages and other programs go first."""
