"""The one accuracy that a run's page begins with: the most honest one that there is."""

from typing import NamedTuple

from builder.design.data import HeldOut
from builder.statistics.intervals import wilson
from builder.store.runs.records import Run


class Result(NamedTuple):
    """`share` of `total` images, of which `correct` were right; `interval` is its 95 % interval (fractions).

    `images` names them, `told` says what they had to do with the training.
    """

    share: float
    total: int
    correct: int
    interval: tuple[float, float]
    images: str
    told: str


def result_of(run: Run, validation_count: int | None) -> Result | None:
    """The test accuracy where it is an estimate, else the validation accuracy where that is one; else None.

    `validation_count` is how many images the run was validated on, None if that is not known.
    """
    training, data = run.experiment.training, run.experiment.data
    if run.tested is not None and not training.judged_by_test:
        told = "They took no part in its training, and were read once, when it ended."
        if run.imported_at is not None:
            told = "They were read here once."
        return Result(
            run.tested.accuracy, run.tested.count, run.tested.correct, run.tested.interval, "test images", told
        )
    if run.validation_accuracy is None or not validation_count or data.trains_on_validation:
        return None
    correct = round(run.validation_accuracy * validation_count)
    told = "It was not trained on them" + (", but they chose its best epoch." if training.keep == "best" else ".")
    interval = wilson(correct, validation_count)
    return Result(run.validation_accuracy, validation_count, correct, interval, "validation images", told)


def images_above(run: Run, validation_count: int) -> HeldOut | None:
    """Which images that accuracy is of; None where there is none."""
    result = result_of(run, validation_count)
    if result is None:
        return None
    return "test" if result.images == "test images" else "validation"
