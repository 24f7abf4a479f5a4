"""What the exit code of a worker's process means."""

import signal
import sys
from typing import Literal

from builder.progress.failure import Death

#: Windows's own codes for the same ends, as a process reports them.
_WINDOWS_NO_MEMORY = {0xC0000017, 0xC000012D, 0xC0000409}
_WINDOWS_CRASH = {0xC0000005, 0xC000001D, 0xC0000374}

#: The exit code of a worker that could not reach the store; another may resume later (sysexits.h's EX_TEMPFAIL).
NO_STORE = 75
#: The same where the store was away: moved, replaced, or letting nobody in (sysexits.h's EX_UNAVAILABLE).
STORE_AWAY = 69


def how_it_ended(code: int | None) -> Death | Literal["no_store", "store_away"]:
    """What a worker's exit code means."""
    if code == NO_STORE:
        return "no_store"
    return "store_away" if code == STORE_AWAY else how_it_died(code)


def how_it_died(code: int | None) -> Death:
    """What an exit code means.

    None is for a process whose end nobody saw; "error" means that Python ended on an uncaught exception.
    """
    if code is None or code == 0:
        return "unknown"
    if sys.platform == "win32":
        code &= 0xFFFFFFFF
        if code in (1, 2):
            return "error"
        return "memory" if code in _WINDOWS_NO_MEMORY else "crash" if code in _WINDOWS_CRASH else "ended"
    kinds: dict[int, Death] = {
        -signal.SIGKILL: "memory",
        -signal.SIGABRT: "memory",  # C++ aborts when an allocation fails
        -signal.SIGSEGV: "crash",
        -signal.SIGBUS: "crash",
        -signal.SIGFPE: "crash",
        -signal.SIGILL: "instruction",
    }
    return kinds.get(code, "ended" if code < 0 else "error")
