"""Workers as processes of this machine."""

import subprocess
import time
from dataclasses import dataclass, field

from builder.jobs.executor.local import machine, processes, standby
from builder.jobs.executor.local.standby import Standby
from builder.jobs.executor.local.unseen import UnseenWorker
from builder.jobs.executor.local.worker import Handle, LocalWorker
from builder.jobs.executor.protocol import CannotStartError
from builder.settings import Settings


@dataclass
class LocalExecutor:
    """An Executor. `children` are the processes that have a run, by run; `waiting` is the standby, without one yet.

    `given_up` are workers that it cannot see and that were killed.
    """

    settings: Settings
    waiting: Standby | None = None
    children: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)
    given_up: set[Handle] = field(default_factory=set)

    def training_room(self) -> float:
        """This machine's memory, or its container's."""
        return machine.training_room()

    def start(self, run_id: str, token: str) -> LocalWorker:
        """A process with the run on its command line, and the token in its environment, hidden from other users."""
        try:
            child = processes.start(self.settings, "worker", run_id, extra={standby.TOKEN_VARIABLE: token})
        except OSError as error:
            raise CannotStartError(error.strerror or str(error)) from error
        self.children[run_id] = child
        return _child(run_id, child)

    def started(self) -> frozenset[str]:
        """The runs of all children."""
        return frozenset(self.children)

    def forget(self, run_id: str) -> None:
        """If the worker is alive, it keeps running."""
        self.children.pop(run_id, None)

    def worker(self, run_id: str, handle: str | None) -> LocalWorker | UnseenWorker | None:
        """By the handle, if there is one: another supervisor's process may have been faster than a child."""
        child = self.children.get(run_id)
        if handle is None:
            return None if child is None else _child(run_id, child)
        known = Handle.model_validate_json(handle)
        if known.is_out_of_sight:
            return UnseenWorker(known, self.given_up)
        if child is not None and child.pid == known.pid:
            return LocalWorker(run_id, known, child)
        return LocalWorker(run_id, known, None, replaced=self._waiting_pid() == known.pid)

    def is_starting(self, run_id: str) -> bool:
        """Searches the command lines of all processes for the run."""
        return processes.exists((standby.MODULE, run_id))

    @property
    def standby(self) -> LocalWorker | None:
        """The waiting process."""
        return None if self.waiting is None else _child("", self.waiting.process)

    def start_standby(self) -> LocalWorker:
        """A process that loads TensorFlow, and then reads its run from a pipe."""
        try:
            self.waiting = standby.start(self.settings)
        except OSError as error:
            raise CannotStartError(error.strerror or str(error)) from error
        return _child("", self.waiting.process)

    def hand_over(self, run_id: str, token: str) -> LocalWorker | None:
        """Through the pipe."""
        waiting, self.waiting = self.waiting, None
        if waiting is None or not standby.hand_over(waiting, run_id, token):
            return None
        self.children[run_id] = waiting.process
        return _child(run_id, waiting.process)

    def dismiss_standby(self) -> None:
        """By closing the pipe."""
        if self.waiting is not None:
            standby.dismiss(self.waiting)
            self.waiting = None

    def _waiting_pid(self) -> int | None:
        return None if self.waiting is None else self.waiting.process.pid


def _child(run_id: str, child: "subprocess.Popen[bytes]") -> LocalWorker:
    # A child that is gone counts as new; its exit code says the rest.
    created = processes.create_time(child.pid) or time.time()
    return LocalWorker(run_id, Handle(pid=child.pid, created=created), child)
