"""Where training stands after each epoch: what early stopping waits for, and which epoch is the best.

A state is a plain value that follows from the one before and the epoch's numbers. The engine ends training by it
(`ending.py`), and the live panel shows it.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Literal

from builder.design.base import Value
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.progress.epoch import Epoch


class RuleState(Value):
    """One early-stopping rule: its best value so far, of which epoch, and the epochs since (`wait`)."""

    rule: EarlyStopping
    best: float | None = None
    best_epoch: int = 0
    wait: int = 0


class TrainingState(Value):
    """Where training stands after `epoch` epochs.

    `judged` is the last epoch's accuracy on the images that judge, `best_epoch` the first epoch with the highest
    one, `best_judged`. The validation accuracies are those of the last and of the best epoch.
    """

    rules: tuple[RuleState, ...]
    epoch: int = 0
    judged: float | None = None
    validation_accuracy: float | None = None
    best_epoch: int | None = None
    best_judged: float | None = None
    best_validation_accuracy: float | None = None


def at_start(training: Training) -> TrainingState:
    """The state before the first epoch."""
    return TrainingState(rules=tuple(RuleState(rule=rule) for rule in training.early_stopping))


def advance(state: TrainingState, epoch: Epoch) -> TrainingState:
    """The state after one more epoch. An epoch with a test accuracy is judged by it, any other by validation."""
    judged = epoch.val_accuracy if epoch.test_accuracy is None else epoch.test_accuracy
    better = state.best_judged is None or judged > state.best_judged
    return TrainingState(
        rules=tuple(_advance_rule(rule, epoch) for rule in state.rules),
        epoch=epoch.epoch,
        judged=judged,
        validation_accuracy=epoch.val_accuracy,
        best_epoch=epoch.epoch if better else state.best_epoch,
        best_judged=judged if better else state.best_judged,
        best_validation_accuracy=epoch.val_accuracy if better else state.best_validation_accuracy,
    )


def after(training: Training, epochs: Iterable[Epoch]) -> TrainingState:
    """The state after these epochs, from the first on."""
    return reduce(advance, epochs, at_start(training))


def kept(state: TrainingState, keep: Literal["last", "best"]) -> tuple[int | None, float | None]:
    """The epoch whose weights are kept, and their validation accuracy; None before the first epoch."""
    if state.best_epoch is None:
        return None, None
    if keep == "best":
        return state.best_epoch, state.best_validation_accuracy
    return state.epoch, state.validation_accuracy


def _advance_rule(before: RuleState, epoch: Epoch) -> RuleState:
    value = getattr(epoch, before.rule.monitor)
    if before.best is None or (value < before.best if before.rule.monitor == "val_loss" else value > before.best):
        return RuleState(rule=before.rule, best=value, best_epoch=epoch.epoch)
    return before.model_copy(update={"wait": before.wait + 1})
