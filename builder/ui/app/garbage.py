"""Less work after every run of a page, when Streamlit has Python's garbage collector look at every object."""

import gc
import sys
import threading

from builder.store.runs.kept import known_count

_lock = threading.Lock()
#: How many modules there were, and how many thousands of runs were kept in memory, when this was last done.
_set_aside = (0, 0)


def set_imports_aside() -> None:
    """Later collections skip what exists now; repeated only if modules or many runs were loaded since the last time.

    Nearly all of it came from imports, or is a run that is kept for the next look, and lives as long as the process.
    On a machine with 2 cores, the mean of 29 ticks of the live panel under cProfile: a collection took 111 ms before,
    and under 1 ms after; ten thousand runs would add as much again. What was set aside before is looked through once
    more, so that nothing of a session that has ended stays for good.
    """
    global _set_aside
    loaded = len(sys.modules), known_count() // 1_000
    if loaded == _set_aside:
        return
    with _lock:
        if loaded != _set_aside:  # else another session did it meanwhile
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            _set_aside = loaded
