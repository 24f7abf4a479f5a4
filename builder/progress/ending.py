"""When training ends, and in which words, decided from where it stands (`standing.py`) and the time."""

from typing import Literal

from builder.design.base import Value
from builder.design.training.stopping import Monitor
from builder.design.training.training import Training
from builder.progress.standing import Standing, Watch, kept

EndedBy = Literal["epochs", "early_stopping", "target", "time", "stop", "pause"]

MONITOR_TITLES: dict[Monitor, str] = {"val_accuracy": "Validation accuracy", "val_loss": "Validation loss"}


class Ending(Value):
    """Why training ends."""

    ended_by: EndedBy
    reason: str


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
        reasons = "; ".join(_why(watch) for watch in exhausted)
        return Ending(ended_by="early_stopping", reason=f"{reasons}{_missed(standing, training)}")
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


def paused(epoch: int) -> Ending:
    """The ending of a process whose run is paused in `epoch`, to be gone on with by another."""
    return Ending(ended_by="pause", reason=f"Paused in epoch {epoch}")


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
