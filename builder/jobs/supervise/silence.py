"""Detects a worker that no longer reports, or does no batch any more, on the supervisor's own monotonic clock.

The times that workers write are only compared with each other, never with a clock: clocks are corrected, and
workers on a laptop that slept could not report, while nobody looked.

A worker reports from a thread of its own, which goes on where a training step hangs. So its counts are watched too,
in the phases that count images. How long the other phases take follows from disks and data sets: they are not judged.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.design.cost.evaluation import EVALUATION_BATCH
from builder.design.cost.summary import summarize
from builder.jobs.options import number
from builder.store.runs.attempts import Count
from builder.store.runs.records import Run

#: A worker that has not reported for this long, in seconds, is killed.
SILENCE_SECONDS = 60.0
#: A worker that has done no batch for this long, in seconds, may be killed, if its network explains no slower ones;
#: before the first batch TensorFlow compiles, which takes a minute on a slow machine.
STILL_SECONDS = 600.0
#: A batch may take so many times as long as the slowest one before.
SLOWER = 10.0
#: A slow machine does more than so many multiply-adds a second: one core of a notebook does tens of times as many.
SLOW_MULTIPLY_ADDS = 2e8
#: A training step costs so many times what prediction costs: forward, and backward to inputs and weights.
TRAINING_COST = 3
#: The most images that are predicted between two reports: the test set is read by two batches.
AT_ONCE = 2 * EVALUATION_BATCH
#: The phases that count images. After the last one of a phase comes other work: weights and checkpoints are written.
COUNTING = ("training", "validating", "reading_test_set")
#: A supervisor that has not looked for this long, in seconds, was asleep itself.
ABSENT_SECONDS = 10.0


def silence_seconds() -> float:
    """How long a worker may be silent; normally it reports every second, whatever it computes."""
    return number("BUILDER_SILENCE_SECONDS", SILENCE_SECONDS)


def still_seconds() -> float:
    """How long a worker may do no batch, where its network is not to blame."""
    return number("BUILDER_STILL_SECONDS", STILL_SECONDS)


def step_seconds(run: Run) -> float:
    """How long it takes at worst, on a very slow machine, until the run can report that more images are done."""
    images = max(TRAINING_COST * run.experiment.training.batch_size, AT_ONCE)
    batches = run.steps_per_execution or 1
    return summarize(run.experiment).multiply_adds * images * batches / SLOW_MULTIPLY_ADDS


class Pace(NamedTuple):
    """A run's last count, when (monotonic seconds) it was first seen, and the most seconds from one to the next."""

    counted: Count | None
    since: float
    slowest: float = 0.0


@dataclass
class Beats:
    """Each run's last report, and the moment (monotonic seconds) when this process first saw it, and its pace."""

    clock: Callable[[], float] = time.monotonic
    seen: dict[str, tuple[float | None, float]] = field(default_factory=dict)
    paces: dict[str, Pace] = field(default_factory=dict)
    last_round: float | None = None

    def begin_round(self) -> bool:
        """Call it before each look at all runs; True if the supervisor itself was absent.

        After a laptop's sleep, or a hung disk, no worker could report: every worker's silence restarts from zero.
        """
        now = self.clock()
        absent = self.last_round is not None and now - self.last_round > ABSENT_SECONDS
        if absent:
            self.seen.clear()
            self.paces.clear()
        self.last_round = now
        return absent

    def silent_for(self, run_id: str, reported_at: float | None) -> float:
        """Seconds during which this process has looked and seen no new report from that run."""
        now = self.clock()
        if run_id not in self.seen or self.seen[run_id][0] != reported_at:
            self.seen[run_id] = (reported_at, now)
        return now - self.seen[run_id][1]

    def still_for(self, run_id: str, count: Count | None) -> float:
        """Seconds during which this process has looked and seen the same count; 0 where nothing is being counted."""
        now = self.clock()
        pace = self.paces.get(run_id, Pace(count, now))
        counts = count is not None and count.phase in COUNTING and count.done < count.total
        if count != pace.counted or not counts:
            pace = Pace(count, now, max(pace.slowest, now - pace.since))
        self.paces[run_id] = pace
        return now - pace.since

    def slowest(self, run_id: str) -> float:
        """The most seconds that this process has seen from one of the run's counts to the next."""
        return self.paces[run_id].slowest if run_id in self.paces else 0.0

    def forget(self, run_id: str) -> None:
        """Restarts the run's silence, and its pace, from zero."""
        self.seen.pop(run_id, None)
        self.paces.pop(run_id, None)

    def forget_all_but(self, running: set[str]) -> None:
        """Keep what is known of running runs."""
        self.seen = {run_id: beat for run_id, beat in self.seen.items() if run_id in running}
        self.paces = {run_id: pace for run_id, pace in self.paces.items() if run_id in running}
