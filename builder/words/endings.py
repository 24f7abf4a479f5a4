"""Why training ended, as sentences without a full stop."""

from typing import Literal

from builder.progress.ending import (
    EarlyStopped,
    EndedAtTarget,
    EndedByEpochs,
    Exhausted,
    MissedTarget,
    NotBegun,
    OutOfTime,
    Paused,
    Stopped,
)
from builder.words.counts import count
from builder.words.durations import epoch_duration
from builder.words.monitors import MONITORS
from builder.words.numbers import plain_percent
from builder.words.sentences import capital


def ended_at_target(ending: EndedAtTarget) -> str:
    return (
        f"{ending.judge.capitalize()} accuracy reached {plain_percent(ending.reached)} in epoch {ending.epoch}; "
        f"the target was {plain_percent(ending.target)}"
    )


def ended_by_epochs(ending: EndedByEpochs) -> str:
    trained = {1: "The only epoch was", 2: "Both epochs were"}.get(ending.epochs, f"All {ending.epochs:,} epochs were")
    return f"{trained} trained{_missed(ending.missed)}"


def early_stopped(ending: EarlyStopped) -> str:
    return "; ".join(_exhausted(rule) for rule in ending.rules) + _missed(ending.missed)


def out_of_time(ending: OutOfTime) -> str:
    return (
        f"The time limit of {ending.minutes:g} min leaves no room for another epoch of "
        f"{epoch_duration(ending.epoch_seconds)}{_missed(ending.missed)}"
    )


def stopped(ending: Stopped) -> str:
    where = "" if ending.epoch is None else f" in epoch {ending.epoch}"
    kept = f"the weights of epoch {ending.kept_epoch} are kept" if ending.kept_epoch else "no epoch was complete"
    return f"Stopped on request{where}; {kept}"


def why_kept(keep: Literal["last", "best"], best_epoch: int, accuracy: str, *, is_best: bool, is_tied: bool) -> str:
    """Why the weights of an epoch are kept: "it had the highest validation accuracy".

    `keep` is what the design asks for, `accuracy` the one that judges, `best_epoch` the first with the highest one.
    `is_best` says that the kept epoch has it as well, `is_tied` that several have it.
    """
    if keep == "best":
        return f"it {'was the first with' if is_tied else 'had'} the highest {accuracy}"
    if is_best:
        return f"it was the last one, and no epoch had a higher {accuracy}"
    return f"it was the last one, as the design asks; epoch {best_epoch} had a higher {accuracy}"


def not_begun(ending: NotBegun) -> str:
    return {
        "queued": "Stopped before training started.",
        "starting": "Stopped on request before training began",
        "paused": "Stopped while it was paused.",
    }[ending.state]


def paused(ending: Paused) -> str:
    return f"Paused in epoch {ending.epoch}"


#: Said after how training ended, where a stop came between that and the test set.
TEST_SET_NOT_READ = "stopped on request before the test set was read"


def _exhausted(rule: Exhausted) -> str:
    best = plain_percent(rule.best) if rule.monitor == "val_accuracy" else f"{rule.best:.4g}"
    return (
        f"{capital(MONITORS[rule.monitor])} had not improved for {count(rule.patience, 'epoch')} "
        f"(best {best} in epoch {rule.best_epoch})"
    )


def _missed(missed: MissedTarget | None) -> str:
    """Said after the end where the budget did not reach the target."""
    if missed is None:
        return ""
    return (
        f"; the target of {plain_percent(missed.target)} was not reached, the best was "
        f"{plain_percent(missed.best)} in epoch {missed.epoch}. "
        "Give it more epochs or time, a stronger network or a lower target"
    )
