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

    `best_epoch` is the first with the highest validation accuracy, `best_accuracy` that accuracy.
    """

    watches: tuple[Watch, ...]
    epoch: int = 0
    accuracy: float | None = None
    best_epoch: int | None = None
    best_accuracy: float | None = None


class Ending(Value):
    """Why training ends."""

    ended_by: EndedBy
    reason: str


def at_start(training: Training) -> Standing:
    """The standing before the first epoch."""
    return Standing(watches=tuple(Watch(rule=rule) for rule in training.early_stopping))


def advance(standing: Standing, epoch: Epoch) -> Standing:
    """The standing after one more epoch."""
    better = standing.best_accuracy is None or epoch.val_accuracy > standing.best_accuracy
    return Standing(
        watches=tuple(_advance_watch(watch, epoch) for watch in standing.watches),
        epoch=epoch.epoch,
        accuracy=epoch.val_accuracy,
        best_epoch=epoch.epoch if better else standing.best_epoch,
        best_accuracy=epoch.val_accuracy if better else standing.best_accuracy,
    )


def kept(standing: Standing, keep: Literal["last", "best"]) -> tuple[int | None, float | None]:
    """The epoch whose weights are kept, and their validation accuracy; None before the first epoch."""
    if standing.best_epoch is None:
        return None, None
    if keep == "best":
        return standing.best_epoch, standing.best_accuracy
    return standing.epoch, standing.accuracy


def ending(standing: Standing, training: Training) -> Ending | None:
    """Whether training ends after this epoch, and why in the student's words."""
    target = training.target_validation_accuracy
    if target is not None and standing.accuracy is not None and standing.accuracy >= target:
        reached, wanted = _percent(standing.accuracy), _percent(target)
        return Ending(
            ended_by="target",
            reason=f"Validation accuracy reached {reached} in epoch {standing.epoch}; the target was {wanted}",
        )
    if standing.epoch >= training.epochs:
        trained = "The only epoch was" if training.epochs == 1 else f"All {training.epochs:,} epochs were"
        return Ending(ended_by="epochs", reason=f"{trained} trained")
    exhausted = [watch for watch in standing.watches if watch.wait >= watch.rule.patience]
    if exhausted:
        return Ending(ended_by="early_stopping", reason="; ".join(_why(watch) for watch in exhausted))
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
