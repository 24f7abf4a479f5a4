"""Waits for a busy database."""

import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from builder.jobs.options import number
from builder.store.errors import StoreBusyError

P = ParamSpec("P")
R = TypeVar("R")

#: How long a process waits for a database that other processes keep busy, in seconds.
PATIENCE_SECONDS = 120.0


def patiently(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`call(*args, **kwargs)`, retried while the database is busy, for up to PATIENCE_SECONDS."""
    deadline = time.monotonic() + number("BUILDER_PATIENCE_SECONDS", PATIENCE_SECONDS)
    while True:
        try:
            return call(*args, **kwargs)
        except StoreBusyError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.2)  # each try has already waited for seconds, the database's own time-out
