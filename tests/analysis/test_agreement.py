"""Images that all, none or just one of several networks get right."""

import numpy as np

from builder.analysis.agreement import agreement
from builder.statistics.predictions import Predictions

LABELS = np.array([0, 1, 2, 0, 1, 2], np.uint8)


def says(*classes: int, sure: float = 0.8, indices=None) -> Predictions:
    """Predictions for LABELS: these classes, each with a probability of `sure`."""
    probabilities = np.full((len(classes), 3), (1 - sure) / 2, np.float32)
    probabilities[np.arange(len(classes)), classes] = sure
    return Predictions(LABELS, probabilities, indices)


def test_every_image_is_counted_once_and_the_surest_come_first():
    first = says(0, 1, 0, 1, 1, 2)
    first.probabilities[5] = [0.02, 0.02, 0.96]
    second = says(0, 0, 1, 0, 0, 1)
    found = agreement([first, second])
    assert (found.total, found.all_right, found.none_right) == (6, 1, 1)
    assert found.alone[0].tolist() == [5, 1, 4]
    assert found.alone[1].tolist() == [3]


def test_right_alone_means_that_everybody_else_is_wrong():
    found = agreement([says(0, 1, 2, 0, 1, 2), says(0, 1, 0, 1, 0, 0), says(0, 0, 2, 1, 0, 0)])
    assert [places.tolist() for places in found.alone] == [[3, 4, 5], [], []]
    assert (found.all_right, found.none_right) == (1, 0)


def test_answers_to_other_images_are_not_set_side_by_side():
    here, there = np.arange(6, dtype=np.int32), np.arange(6, 12, dtype=np.int32)
    assert agreement([says(*LABELS, indices=here), says(*LABELS, indices=there)]) is None
    assert agreement([says(*LABELS), says(*LABELS)._replace(labels=LABELS[::-1])]) is None
    assert agreement([says(*LABELS)]) is None
    assert agreement([says(*LABELS, indices=here), says(*LABELS)]).all_right == 6
