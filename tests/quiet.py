"""Whether the machine is quiet enough to tell how long something takes."""

import hashlib
import os
import threading
import time

import pytest

#: A page and a process behind it work at the same time.
CORES = min(2, os.cpu_count() or 1)
#: A machine gives at least this share of them to whoever asks, where nothing else wants them.
QUIET = 0.85
#: What has just ended may still be taken down: so many looks, of so many seconds each.
LOOKS, SECONDS = 10, 0.5


def skip_unless_quiet() -> None:
    """Skips the test where other programs keep the processor busy, and says how busy."""
    shares = []
    while len(shares) < LOOKS:
        shares.append(share_of_processor(SECONDS))
        if shares[-1] >= QUIET:
            return
    pytest.skip(f"the machine is busy: of {CORES} cores this process got {100 * max(shares):.0f} % at best")


def share_of_processor(seconds: float) -> float:
    """The share of CORES cores, from 0 to about 1, that this process gets while it wants them for so long."""
    ends = time.perf_counter() + seconds
    block = bytes(1 << 20)

    def work() -> None:
        while time.perf_counter() < ends:
            hashlib.sha256(block)  # without Python's lock

    began, worked = time.perf_counter(), time.process_time()
    threads = [threading.Thread(target=work) for _ in range(CORES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (time.process_time() - worked) / ((time.perf_counter() - began) * CORES)
