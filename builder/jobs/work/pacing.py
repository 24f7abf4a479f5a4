"""Keeps how long a run takes here, while it trains and when it has ended, for whoever asks before Train."""

import time
from pathlib import Path

from builder.datasets.images import Split
from builder.design.cost.summary import summarize
from builder.design.training.training import images_per_epoch, validation_images
from builder.jobs.executor.local import machine
from builder.progress.ending import Ending
from builder.progress.epoch import Epoch
from builder.store.runs.records import Run

#: The endings by a design's own rules: the same design will end after as many epochs.
BY_RULES = ("target", "epochs", "early_stopping")


class Pacing:
    """Notes the epochs of one attempt at a run. `folder` is where measurements are kept."""

    def __init__(self, folder: Path, run: Run, split: Split) -> None:
        training = run.experiment.training
        self._folder, self._run, self._summary = folder, run, summarize(run.experiment)
        self._images = (
            images_per_epoch(len(split.train), training),
            validation_images(len(split.validation), training),
        )
        self._seconds: list[float] = []

    def epoch(self, epoch: Epoch) -> None:
        """One more epoch. What is known is kept after the second, the fourth, the eighth, …: for the next in line.

        Of a resumed run the last one before is reported again; it was another process that took so long.
        """
        if epoch.epoch <= self._run.epochs:
            return
        self._seconds.append(epoch.seconds)
        count = len(self._seconds)
        is_even = self._run.experiment.training.progressive_size is None  # else the first epochs are quicker
        if is_even and count > 1 and count & (count - 1) == 0:
            self._keep()

    def trained(self) -> None:
        """There are no more epochs."""
        self._keep()

    def ended(self, ending: Ending, measured: float) -> None:
        """The run is over, but for the record of it; `measured` seconds of it looked for what trains it fastest."""
        if self._run.epochs or self._run.started_at is None:
            return  # an earlier attempt had a part in it
        around = time.time() - self._run.started_at - sum(self._seconds) - measured
        self._keep(around=around, epochs_to_end=len(self._seconds) if ending.kind in BY_RULES else None)

    def _keep(self, *, around: float | None = None, epochs_to_end: int | None = None) -> None:
        from builder.engine.known_pace import keep_trained, trained

        if not self._seconds:
            return
        found = trained(
            self._run.experiment,
            self._summary,
            self._seconds,
            self._images,
            machine.crowd(),
            around=around,
            epochs_to_end=epochs_to_end,
        )
        keep_trained(self._folder, found)
