"""The marks that say what a run's accuracies are worth, as text; `store/board/marks.py` decides who has them."""

from typing import NamedTuple


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
#: Its claims are shown by whoever shows the run.
IMPORTED = Mark(
    "imported",
    "The run came out of a file: its figures count once they have been measured here.",
)
#: It has no curve, no weights and no accuracy.
NO_EPOCH = Mark(
    "no complete epoch",
    "The run ended before its first epoch was complete, so it has no curve, no weights, no accuracy and no place.",
)


def texts(found: tuple[Mark, ...]) -> list[str]:
    """The marks as lists and files write them."""
    return [mark.text for mark in found]
