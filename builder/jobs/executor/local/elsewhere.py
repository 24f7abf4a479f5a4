"""How much of the processor's time other programs take."""

import os
import time

import psutil


class Watch:
    """Watches from now on."""

    def __init__(self) -> None:
        self._all, self._own, self._clock = _busy(), _own(), time.monotonic()

    def elsewhere(self) -> float:
        """The share of all cores' time since then, from 0 to 1, that this process did not take and did not leave."""
        cores = os.cpu_count() or 1
        there_was = (time.monotonic() - self._clock) * cores
        others = (_busy() - self._all) - (_own() - self._own)
        return min(1.0, max(0.0, others / there_was)) if there_was > 0 else 0.0


def _busy() -> float:
    """Seconds for which the cores worked, or were taken by the machine that this one runs on."""
    times = psutil.cpu_times()
    return sum(getattr(times, name, 0.0) for name in ("user", "nice", "system", "irq", "softirq", "steal"))


def _own() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)
