"""A worker on this machine: a process, identified by its number and creation time, since numbers are reused."""

import subprocess

import psutil

from builder.design.base import Value
from builder.jobs.executor.local import processes
from builder.jobs.executor.local.exit_codes import how_it_ended
from builder.jobs.executor.local.standby import ARGUMENT, MODULE
from builder.jobs.executor.protocol import WorkerEnd


class Handle(Value):
    """A process: its number, and when it was created, in unix seconds (psutil's). The store keeps it as JSON.

    `namespace` is that of the number, None where the system has none, or an older version wrote the handle.
    """

    pid: int
    created: float
    namespace: str | None = None

    @property
    def is_out_of_sight(self) -> bool:
        """Whether the number is one of another namespace, as of another container that shares this home."""
        return self.namespace is not None and self.namespace != processes.namespace()


class LocalWorker:
    """The process of `handle`. `child` is the same for the process that started it, which alone learns its exit code.

    `replaced` says that this process number now belongs to another process.
    """

    def __init__(self, run_id: str, handle: Handle, child: "subprocess.Popen[bytes] | None", *, replaced: bool = False):
        self._handle, self._child, self._replaced = handle, child, replaced
        # The arguments of this run's worker, started for it or as a standby.
        self._known_by: tuple[processes.Marks, ...] = ((MODULE, run_id), (MODULE, ARGUMENT))

    @property
    def name(self) -> str:
        """Its process number."""
        return f"process {self._handle.pid}"

    def has_ended(self) -> bool:
        """Polls a child; searches for any other process."""
        if self._child is not None:
            return self._child.poll() is not None
        return self._replaced or not processes.is_alive(self._handle.pid, self._handle.created, *self._known_by)

    def end_of(self) -> WorkerEnd:
        """By its exit code, or by the time at which the computer was started."""
        code = None if self._child is None else self._child.returncode
        # Compare the process's creation, not the run's start: that stays before the last boot for good.
        if self._handle.created < psutil.boot_time():
            return WorkerEnd(how="restart", code=code)
        return WorkerEnd(how=how_it_ended(code), code=code)

    def stands_still(self) -> bool:
        """Stopped by a signal or a debugger."""
        return processes.is_stopped(self._handle.pid)

    def kill(self) -> None:
        """With its children."""
        processes.kill(self._handle.pid, self._handle.created, *self._known_by)
