"""Who is told how training goes, and what training gives in the end."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from builder.runs.records import Epoch, Progress

if TYPE_CHECKING:
    import keras

EndedBy = Literal["epochs", "early_stopping", "target", "time", "stop", "pause"]


class FitListener(Protocol):
    """What `fit` calls. An exception from any of these ends training and reaches the caller of `fit`."""

    def phase(self, text: str) -> None:
        """A new part of the work begins, in words for the student."""

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

        `validation_accuracy` (0 to 1) is that of the kept weights; `seconds` is the whole training time so far.
        """

    def stop_requested(self) -> bool:
        """Whether training should stop now; asked as often as `progress` is called."""

    def pause_requested(self) -> bool:
        """Whether training should leave a checkpoint and end, to be gone on with; asked as often."""


@dataclass(frozen=True)
class FitResult:
    """How training ended. `model` holds the kept weights, which are also on disk.

    `validation_accuracy` (0 to 1) is that of the kept weights; it, `best_epoch` and `kept_epoch` are
    None where no epoch was completed. `seconds` is the training time, without TensorFlow's import.
    """

    model: "keras.Model"
    epochs: tuple[Epoch, ...]
    best_epoch: int | None
    kept_epoch: int | None
    validation_accuracy: float | None
    ended_by: EndedBy
    end_reason: str
    seconds: float
