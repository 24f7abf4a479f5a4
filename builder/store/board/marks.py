"""The two things that take the meaning from a run's accuracies, and how they are called wherever one is shown.

Both are protocols of the course's slides, offered as named options for projects 16 and 18; any design may have them.

- A run that *trained on validation images* has no place on the leaderboard: its validation accuracy says nothing
  about new images. It stands after the placed runs, and is never chosen as the best. Its test accuracy is an
  estimate like any other's, unless the test set chose it as well.
- A run whose model *the test set chose* keeps its place: its validation images took no part in training or choosing,
  so its validation accuracy compares with the others'. Its test accuracy is the best of many, and no estimate for
  new images: it is shown with the mark and without an interval, is compared with nobody's, and stands behind the
  honest readings where runs are sorted by it.
"""

from typing import NamedTuple

from builder.design.experiment import Experiment
from builder.statistics.leak import Leak, explain_leak
from builder.store.runs.records import Run


class Mark(NamedTuple):
    """`text` stands beside the accuracy, `meaning` is the sentence that explains it."""

    text: str
    meaning: str


TRAINED_ON_VALIDATION = Mark(
    "validation images were trained on",
    "The validation images were among the training images, so the validation accuracy says nothing about new images, "
    "and the run has no place.",
)
CHOSEN_BY_TEST = Mark(
    "the test set chose this model",
    "The test set ended the training and chose the epoch that is kept, so the test accuracy is the best of many "
    "and no estimate for new images.",
)


def marks(experiment: Experiment) -> tuple[Mark, ...]:
    """The marks of every run of this design; empty for an honest one."""
    found = (
        (experiment.data.trains_on_validation, TRAINED_ON_VALIDATION),
        (experiment.training.judged_by_test, CHOSEN_BY_TEST),
    )
    return tuple(mark for applies, mark in found if applies)


def texts(found: tuple[Mark, ...]) -> list[str]:
    """The marks as lists and files write them."""
    return [mark.text for mark in found]


def meanings(run: Run, leak: Leak | None) -> list[str]:
    """Each mark of the run explained in a sentence, and its leak with the arithmetic and the likely causes."""
    told = [mark.meaning for mark in marks(run.experiment)]
    return told if leak is None else [*told, explain_leak(leak, run.experiment, run.epochs)]
