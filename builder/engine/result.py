"""The result of training."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.progress.ending import Ending
from builder.progress.epoch import Epoch

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class FitResult:
    """How training ended. `model` holds the kept weights, which are also on disk.

    `validation_accuracy` (0 to 1) is that of the kept weights; it, `best_epoch` and `kept_epoch` are
    None if no epoch was completed. `seconds` is the training time
    (`progress.epoch.training_seconds`). `anew` says that training had been further once, and began again after its
    checkpoint was damaged.
    """

    model: "keras.Model"
    epochs: tuple[Epoch, ...]
    best_epoch: int | None
    kept_epoch: int | None
    validation_accuracy: float | None
    ending: Ending
    seconds: float
    anew: bool = False
