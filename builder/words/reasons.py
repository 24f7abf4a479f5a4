"""Any reason as text: one function for each kind of value."""

from collections.abc import Callable
from typing import Any

from builder.progress.ending import TestSetNotRead, TrainedAnew
from builder.progress.reason import Reason
from builder.words import endings, failures, speed
from builder.words.sentences import full_stop


def said(reason: Reason) -> str:
    """What a person reads of it; the end of training without a full stop, everything else as whole sentences."""
    return _SAID[reason.kind](reason)


def said_or_none(reason: Reason | None) -> str | None:
    """The same where there may be no reason."""
    return None if reason is None else said(reason)


def why_failed(error: Reason | None, otherwise: str) -> str:
    """What a person reads of a run or a task that failed; `otherwise` where nobody recorded why."""
    return otherwise if error is None else said(error)


def _test_set_not_read(reason: TestSetNotRead) -> str:
    return f"{said(reason.ending)}; {endings.TEST_SET_NOT_READ}"


def _trained_anew(reason: TrainedAnew) -> str:
    return f"{full_stop(said(reason.ending))} {failures.CHECKPOINT_DAMAGED}"


_SAID: dict[str, Callable[[Any], str]] = {
    "target": endings.ended_at_target,
    "epochs": endings.ended_by_epochs,
    "early_stopping": endings.early_stopped,
    "time": endings.out_of_time,
    "stop": endings.stopped,
    "not_begun": endings.not_begun,
    "pause": endings.paused,
    "test_set_not_read": _test_set_not_read,
    "trained_anew": _trained_anew,
    "died": failures.died,
    "hung": failures.hung,
    "out_of_memory": failures.out_of_memory,
    "out_of_memory_around": failures.out_of_memory_around,
    "non_finite": failures.non_finite,
    "unexpected": failures.unexpected,
    "not_started": failures.not_started,
    "not_written": failures.not_written,
    "disk_full": failures.disk_full,
    "checkpoint_damaged": failures.checkpoint_damaged,
    "store_out_of_reach": failures.store_out_of_reach,
    "images_missing": failures.images_missing,
    "task_failed": failures.task_failed,
    "task_died": failures.task_died,
    "told": failures.told,
    "pinned": speed.pinned,
    "no_instructions": speed.no_instructions,
    "faster_format": speed.faster_format,
    "overflow": speed.overflow,
    "faster_steps": speed.faster_steps,
}
