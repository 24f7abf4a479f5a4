"""This machine's memory: how much of it training may take, and a worker's own limit."""

import contextlib
import os
import sys
from pathlib import Path

import psutil

#: The share of the machine's memory that training may take.
SHARE = 0.9


def machine_memory() -> int:
    """Bytes that this machine, or the container around this process, has."""
    total = psutil.virtual_memory().total
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            total = min(total, int(Path(file).read_text(encoding="ascii")))
    return total


def training_room() -> float:
    """Bytes that training may take here."""
    return SHARE * machine_memory()


def cap_own_memory() -> None:
    """Limit this process to its share of memory, so that it fails alone, before the system runs out."""
    if sys.platform.startswith("linux"):
        import resource

        limit = int(training_room())
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def crowd() -> float:
    """How many programs want each processor, over the last minute: 1 where there is room, 3 where three share one."""
    try:
        waiting = os.getloadavg()[0]
    except (AttributeError, OSError):  # Windows does not tell
        return 1.0
    return max(1.0, waiting / (os.cpu_count() or 1))
