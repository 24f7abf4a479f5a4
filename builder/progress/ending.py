"""Why training ends: the values, and the decision after each epoch. `words/endings.py` puts them into sentences."""

from typing import Annotated, Literal

from pydantic import Field

from builder.design.base import Value
from builder.design.training.stopping import Monitor
from builder.design.training.training import Training
from builder.progress.training_state import TrainingState, kept

#: Which images' accuracy ends training at its target and chooses the best epoch.
Judge = Literal["validation", "test"]


class MissedTarget(Value):
    """A target that training did not reach: the best accuracy (0 to 1), and its epoch."""

    target: float
    best: float
    epoch: int


class EndedAtTarget(Value):
    """The accuracy of the images that judge reached the target; both are fractions."""

    kind: Literal["target"] = "target"
    judge: Judge
    reached: float
    epoch: int
    target: float


class EndedByEpochs(Value):
    """All planned epochs were trained."""

    kind: Literal["epochs"] = "epochs"
    epochs: int
    missed: MissedTarget | None = None


class Exhausted(Value):
    """An early-stopping rule that ran out of patience: its monitor's best value, and the epoch of that."""

    monitor: Monitor
    patience: int
    best: float
    best_epoch: int


class EarlyStopped(Value):
    """Early stopping ended training, by one rule or more."""

    kind: Literal["early_stopping"] = "early_stopping"
    rules: tuple[Exhausted, ...]
    missed: MissedTarget | None = None


class OutOfTime(Value):
    """Another epoch, of about `epoch_seconds`, would exceed the time limit of `minutes`."""

    kind: Literal["time"] = "time"
    minutes: float
    epoch_seconds: float
    missed: MissedTarget | None = None


class Stopped(Value):
    """Someone pressed Stop, in `epoch` where that is known; `kept_epoch` is None where no epoch was complete."""

    kind: Literal["stop"] = "stop"
    epoch: int | None
    kept_epoch: int | None


class NotBegun(Value):
    """Someone pressed Stop before training began (or went on), while the run was as `state` says."""

    kind: Literal["not_begun"] = "not_begun"
    state: Literal["queued", "starting", "paused"]


class Paused(Value):
    """Someone pressed Pause in `epoch`; another process can resume the run."""

    kind: Literal["pause"] = "pause"
    epoch: int


#: Why training ended, for whoever trains.
Ending = EndedAtTarget | EndedByEpochs | EarlyStopped | OutOfTime | Stopped | Paused


class TestSetNotRead(Value):
    """Training had ended, and someone pressed Stop before the test set was read."""

    __test__ = False  # not a test class, whatever its name

    kind: Literal["test_set_not_read"] = "test_set_not_read"
    ending: Annotated[Ending, Field(discriminator="kind")]


class TrainedAnew(Value):
    """Training ended, or the test set was not read; before that it had begun again, as its checkpoint was damaged."""

    kind: Literal["trained_anew"] = "trained_anew"
    ending: Annotated[Ending | TestSetNotRead, Field(discriminator="kind")]


def ending(state: TrainingState, training: Training, seconds: float, epoch_seconds: float) -> Ending | None:
    """Why training ends after this epoch; None if it continues.

    `seconds` is the training time so far, `epoch_seconds` what the next epoch will take.
    """
    target, reached = training.target, state.judged
    if target is not None and reached is not None and reached >= target:
        judge: Judge = "test" if training.judged_by_test else "validation"
        return EndedAtTarget(judge=judge, reached=reached, epoch=state.epoch, target=target)
    if state.epoch >= training.epochs:
        return EndedByEpochs(epochs=training.epochs, missed=_missed(state, training))
    exhausted = _exhausted(state)
    if exhausted:
        return EarlyStopped(rules=exhausted, missed=_missed(state, training))
    if training.time_limit is not None and state.epoch and seconds + epoch_seconds > 60 * training.time_limit:
        missed = _missed(state, training)
        return OutOfTime(minutes=training.time_limit, epoch_seconds=epoch_seconds, missed=missed)
    return None


def stopped(state: TrainingState, keep: Literal["last", "best"], epoch: int) -> Stopped:
    """The ending of a run that was asked to stop in `epoch`."""
    kept_epoch, _ = kept(state, keep)
    return Stopped(epoch=epoch, kept_epoch=kept_epoch)


def _exhausted(state: TrainingState) -> tuple[Exhausted, ...]:
    return tuple(
        Exhausted(monitor=one.rule.monitor, patience=one.rule.patience, best=one.best, best_epoch=one.best_epoch)
        for one in state.rules
        if one.best is not None and one.wait >= one.rule.patience
    )


def _missed(state: TrainingState, training: Training) -> MissedTarget | None:
    """The target that the budget did not reach, if the training has one."""
    if training.target is None or state.best_judged is None or state.best_epoch is None:
        return None
    return MissedTarget(target=training.target, best=state.best_judged, epoch=state.best_epoch)
