"""The two marks that take the meaning from a run's accuracies, as text; `store/board/marks.py` decides who has them."""

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


def texts(found: tuple[Mark, ...]) -> list[str]:
    """The marks as lists and files write them."""
    return [mark.text for mark in found]
