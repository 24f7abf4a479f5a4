"""The protocol by which training reports, and asks whether to stop or pause."""

from typing import Protocol

from builder.progress.epoch import Epoch, Progress
from builder.progress.failure import CheckpointDamaged
from builder.progress.phase import Phase


class FitListener(Protocol):
    """What `fit` calls. An exception from any of these ends training and reaches the caller of `fit`."""

    def phase(self, phase: Phase) -> None:
        """A new part of the work begins, in which nothing is counted."""

    def began_again(self, reason: CheckpointDamaged) -> None:
        """Training had been further, and begins again from its start (or did so in an earlier process)."""

    def progress(self, progress: Progress) -> None:
        """Where training is; called at most about four times a second."""

    def epoch(
        self,
        epoch: Epoch,
        *,
        best_epoch: int,
        kept_epoch: int,
        validation_accuracy: float,
        seconds: float,
    ) -> None:
        """An epoch is complete, and the weights to keep are on disk.

        `validation_accuracy` (0 to 1) is that of the kept weights; `seconds` is the training time
        so far (`training_seconds`).
        """

    def stop_requested(self) -> bool:
        """Whether training should stop now; asked as often as `progress` is called."""

    def pause_requested(self) -> bool:
        """Whether training should save a checkpoint and end, to be resumed later; asked as often."""
