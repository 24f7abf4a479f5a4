"""A worker's own process."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from builder.jobs.executor.local import machine, processes
from builder.jobs.executor.local.worker import Handle
from builder.settings import Settings


@dataclass(frozen=True)
class LocalWorkplace:
    """A Workplace."""

    settings: Settings

    @property
    def handle(self) -> str:
        """This process's number, its namespace, and its creation time."""
        pid = os.getpid()
        created = processes.create_time(pid) or time.time()
        return Handle(pid=pid, created=created, namespace=processes.namespace()).model_dump_json()

    @property
    def measurements(self) -> Path:
        """A folder in the home."""
        return self.settings.home / "speed"

    def limit_memory(self) -> None:
        """By the system's own limit, if it has one."""
        machine.cap_own_memory()

    def step_back(self) -> None:
        """Threads that TensorFlow creates from now on inherit it."""
        processes.lower_priority()
