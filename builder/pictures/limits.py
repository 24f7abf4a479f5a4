"""The limits of a decoder's process, which it sets for itself before it has seen a byte of the picture."""

import contextlib
import math
import sys
import time

#: Bytes of memory (address space) in all. A WebP picture of 25 megapixels takes 550 MB of it, a JPEG a third of that.
MEMORY = 700_000_000
#: Seconds of processor time for one picture, and up to one more.
PROCESSOR_SECONDS = 2

#: Whether the system holds a process to its address space. macOS accepts such a limit and forgets it, Windows has none.
HAS_LIMITS = sys.platform == "linux"


def limit_this_process() -> None:
    """Limits this process for good: memory, processor time from now on, no core dump, no byte written to any file.

    What a system does not offer is left out; who started the process watches its time, and where HAS_LIMITS is False
    its memory.
    """
    if sys.platform == "win32":
        return
    import resource

    used = time.process_time()
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: math.ceil(used + PROCESSOR_SECONDS),
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
    }
    for kind, limit in limits.items():
        _, most = resource.getrlimit(kind)
        limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
        with contextlib.suppress(OSError, ValueError):
            # At the first of the two the system says which limit it was, at the second it kills.
            resource.setrlimit(kind, (limit, limit + 1 if kind == resource.RLIMIT_CPU else limit))
