"""When training ends and which epoch it keeps, decided from the epochs alone.

The standing after an epoch is a plain value that follows from the one before and the epoch's numbers.
"""

from typing import Literal

from builder.engine.listener import EndedBy
from builder.runs.records import Epoch
from builder.spec.base import Value
from builder.spec.training import EarlyStopping, Monitor, Training

MONITOR_TITLES: dict[Monitor, str] = {"val_accuracy": "Validation accuracy", "val_loss": "Validation loss"}


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


class Ending(Value):
    """Why training ends."""

    ended_by: EndedBy
    reason: str


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


def kept(standing: Standing, keep: Literal["last", "best"]) -> tuple[int | None, float | None]:
    """The epoch whose weights are kept, and their validation accuracy; None before the first epoch."""
    if standing.best_epoch is None:
        return None, None
    if keep == "best":
        return standing.best_epoch, standing.best_validation_accuracy
    return standing.epoch, standing.validation_accuracy


def ending(standing: Standing, training: Training, seconds: float, epoch_seconds: float) -> Ending | None:
    """Whether training ends after this epoch, and why in the student's words.

    `seconds` is the training time so far, `epoch_seconds` what the last epoch took.
    """
    target, reached = training.target, standing.judged
    if target is not None and reached is not None and reached >= target:
        return Ending(
            ended_by="target",
            reason=f"{_judge(training)} reached {_percent(reached)} in epoch {standing.epoch}; "
            f"the target was {_percent(target)}",
        )
    if standing.epoch >= training.epochs:
        trained = "The only epoch was" if training.epochs == 1 else f"All {training.epochs:,} epochs were"
        return Ending(ended_by="epochs", reason=f"{trained} trained{_missed(standing, training)}")
    exhausted = [watch for watch in standing.watches if watch.wait >= watch.rule.patience]
    if exhausted:
        return Ending(ended_by="early_stopping", reason="; ".join(_why(watch) for watch in exhausted))
    if training.time_limit is not None and standing.epoch and seconds + epoch_seconds > 60 * training.time_limit:
        return Ending(
            ended_by="time",
            reason=f"The time limit of {training.time_limit:g} min leaves no room for another epoch of "
            f"{_duration(epoch_seconds)}{_missed(standing, training)}",
        )
    return None


def stopped(standing: Standing, keep: Literal["last", "best"], epoch: int) -> Ending:
    """The ending of a run that was asked to stop in `epoch`."""
    kept_epoch, _ = kept(standing, keep)
    what = f"the weights of epoch {kept_epoch} are kept" if kept_epoch else "no epoch was complete"
    return Ending(ended_by="stop", reason=f"Stopped on request in epoch {epoch}; {what}")


def _advance_watch(watch: Watch, epoch: Epoch) -> Watch:
    value = getattr(epoch, watch.rule.monitor)
    if watch.best is None or (value < watch.best if watch.rule.monitor == "val_loss" else value > watch.best):
        return Watch(rule=watch.rule, best=value, best_epoch=epoch.epoch)
    return watch.model_copy(update={"wait": watch.wait + 1})


def _why(watch: Watch) -> str:
    best = _percent(watch.best) if watch.rule.monitor == "val_accuracy" else f"{watch.best:.4g}"
    patience = "1 epoch" if watch.rule.patience == 1 else f"{watch.rule.patience} epochs"
    return (
        f"{MONITOR_TITLES[watch.rule.monitor]} had not improved for {patience} "
        f"(best {best} in epoch {watch.best_epoch})"
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _judge(training: Training) -> str:
    return "Test accuracy" if training.judged_by_test else "Validation accuracy"


def _missed(standing: Standing, training: Training) -> str:
    """What is said of a target that the budget did not reach."""
    if training.target is None or standing.best_judged is None:
        return ""
    return (
        f"; the target of {_percent(training.target)} was not reached, the best was "
        f"{_percent(standing.best_judged)} in epoch {standing.best_epoch}. "
        "Give it more epochs or time, a stronger network or a lower target"
    )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"
