"""Which images a network answers most like a given one."""

import numpy as np

from builder.analysis.alike import most_alike
from builder.statistics.predictions import Predictions

#: Of the classes 0, 1 and 2.
SAID = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.5, 0.4, 0.1], [0.05, 0.9, 0.05], [0.2, 0.7, 0.1]], np.float32)
PREDICTIONS = Predictions(np.array([1, 1, 1, 0, 1], np.uint8), SAID)


def test_images_of_the_class_come_in_the_order_of_how_alike_the_answers_are():
    # The squared distances of the logarithms from (0.2, 0.7, 0.1): 5.7, 0.5, 1.2 and 0.
    assert most_alike(PREDICTIONS, SAID[4], 1, 3).tolist() == [4, 1, 2]
    assert most_alike(PREDICTIONS, SAID[4], 1, 9, without=4).tolist() == [1, 2, 0]
    assert most_alike(PREDICTIONS, SAID[4], 2, 3).tolist() == []


def test_what_a_sure_network_gives_to_far_classes_counts_for_nothing():
    predictions = Predictions(np.zeros(2, np.uint8), np.array([[1, 1e-9, 0], [0.99, 0, 0.01]], np.float32))
    assert most_alike(predictions, np.array([1, 0, 1e-12], np.float32), 0, 2).tolist() == [0, 1]
