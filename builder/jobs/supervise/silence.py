"""Detects a worker that no longer reports: by missed beats, on the supervisor's own monotonic clock.

The times that workers write are only compared with each other, never with a clock: clocks are corrected, and
workers on a laptop that slept could not report, while nobody looked.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from builder.jobs.options import number

#: A worker that has not reported for this long, in seconds, is killed.
SILENCE_SECONDS = 60.0
#: A supervisor that has not looked for this long, in seconds, was asleep itself.
ABSENT_SECONDS = 10.0


def silence_seconds() -> float:
    """How long a worker may be silent; normally it reports every second, whatever it computes."""
    return number("BUILDER_SILENCE_SECONDS", SILENCE_SECONDS, at_least=1)


@dataclass
class Beats:
    """Each run's last report, and the moment (monotonic seconds) when this process first saw it."""

    clock: Callable[[], float] = time.monotonic
    seen: dict[str, tuple[float | None, float]] = field(default_factory=dict)
    last_round: float | None = None

    def begin_round(self) -> bool:
        """Call it before each look at all runs; True if the supervisor itself was absent.

        After a laptop's sleep, or a hung disk, no worker could report: every worker's silence restarts from zero.
        """
        now = self.clock()
        absent = self.last_round is not None and now - self.last_round > ABSENT_SECONDS
        if absent:
            self.seen.clear()
        self.last_round = now
        return absent

    def silent_for(self, run_id: str, reported_at: float | None) -> float:
        """Seconds during which this process has looked and seen no new report from that run."""
        now = self.clock()
        if run_id not in self.seen or self.seen[run_id][0] != reported_at:
            self.seen[run_id] = (reported_at, now)
        return now - self.seen[run_id][1]

    def forget(self, run_id: str) -> None:
        """Restarts the run's silence from zero."""
        self.seen.pop(run_id, None)

    def forget_all_but(self, running: set[str]) -> None:
        """Keep what is known of running runs."""
        self.seen = {run_id: beat for run_id, beat in self.seen.items() if run_id in running}
