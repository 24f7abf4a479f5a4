"""Where training stands after each epoch: what early stopping waits for, and which epoch is the best.

A standing is a plain value that follows from the one before and the epoch's numbers. The engine ends training by
it (`engine/stopping.py`), and the live panel shows it.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Literal

from builder.design.base import Value
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.progress.epoch import Epoch


class Watch(Value):
    """One early-stopping rule: its best value so far, of which epoch, and the epochs since (`wait`)."""

    rule: EarlyStopping
    best: float | None = None
    best_epoch: int = 0
    wait: int = 0


class Standing(Value):
    """Where training stands after `epoch` epochs.

    `judged` is the last epoch's accuracy on the images that judge, `best_epoch` the first epoch with the highest
    one, `best_judged`. The validation accuracies are those of the last and of the best epoch.
    """

    watches: tuple[Watch, ...]
    epoch: int = 0
    judged: float | None = None
    validation_accuracy: float | None = None
    best_epoch: int | None = None
    best_judged: float | None = None
    best_validation_accuracy: float | None = None


def at_start(training: Training) -> Standing:
    """The standing before the first epoch."""
    return Standing(watches=tuple(Watch(rule=rule) for rule in training.early_stopping))


def advance(standing: Standing, epoch: Epoch) -> Standing:
    """The standing after one more epoch. An epoch with a test accuracy is judged by it, any other by validation."""
    judged = epoch.val_accuracy if epoch.test_accuracy is None else epoch.test_accuracy
    better = standing.best_judged is None or judged > standing.best_judged
    return Standing(
        watches=tuple(_advance_watch(watch, epoch) for watch in standing.watches),
        epoch=epoch.epoch,
        judged=judged,
        validation_accuracy=epoch.val_accuracy,
        best_epoch=epoch.epoch if better else standing.best_epoch,
        best_judged=judged if better else standing.best_judged,
        best_validation_accuracy=epoch.val_accuracy if better else standing.best_validation_accuracy,
    )


def after(training: Training, epochs: Iterable[Epoch]) -> Standing:
    """The standing after these epochs, from the first on."""
    return reduce(advance, epochs, at_start(training))


def kept(standing: Standing, keep: Literal["last", "best"]) -> tuple[int | None, float | None]:
    """The epoch whose weights are kept, and their validation accuracy; None before the first epoch."""
    if standing.best_epoch is None:
        return None, None
    if keep == "best":
        return standing.best_epoch, standing.best_validation_accuracy
    return standing.epoch, standing.validation_accuracy


def _advance_watch(watch: Watch, epoch: Epoch) -> Watch:
    value = getattr(epoch, watch.rule.monitor)
    if watch.best is None or (value < watch.best if watch.rule.monitor == "val_loss" else value > watch.best):
        return Watch(rule=watch.rule, best=value, best_epoch=epoch.epoch)
    return watch.model_copy(update={"wait": watch.wait + 1})
