"""Less work after every run of a page, when Streamlit has Python's garbage collector look at every object."""

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from builder.store.runs.kept import known_count

_lock = threading.Lock()
#: So few modules more, or a thousand runs, are left to the next collections.
FEW = 50
#: How many modules there were, and how many thousands of runs were kept in memory, when this was last done.
_set_aside = (0, 0)


@contextmanager
def loading() -> Iterator[None]:
    """Nothing is collected while the server loads code ahead, and what there is then is set aside.

    Collections would take 0.2 s of the processor for the first page, two meanwhile and one at its end, and 0.3 s for
    the others. There is nearly nothing to free, and whatever there is, `set_imports_aside` finds at the end.
    """
    global _set_aside
    gc.disable()
    try:
        yield
    finally:
        with _lock:
            gc.freeze()
            _set_aside = _loaded()
        gc.enable()


def set_imports_aside(anyway: bool = False) -> None:
    """Later collections skip what exists now; repeated only if many modules or runs were loaded since the last time, or
    `anyway`.

    Nearly all of it came from imports, or is a run that is kept for the next look, and lives as long as the process.
    On a machine with 2 cores, the mean of 29 ticks of the live panel under cProfile: a collection took 111 ms before,
    and under 1 ms after; ten thousand runs would add as much again. What was set aside before is looked through once
    more, so that nothing of a session that has ended stays for good.
    """
    global _set_aside
    if not (anyway or _is_much_new()):
        return
    with _lock:
        if anyway or _is_much_new():  # else another session did it meanwhile
            loaded = _loaded()
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            _set_aside = loaded


def _loaded() -> tuple[int, int]:
    return len(sys.modules), known_count() // 1_000


def _is_much_new() -> bool:
    (modules, runs), (modules_before, runs_before) = _loaded(), _set_aside
    return modules - modules_before >= FEW or runs != runs_before
