"""Doubtful labels, held to cleanlab, which the authors of confident learning wrote."""

import numpy as np
import pytest
from cleanlab.filter import find_label_issues

from builder.analysis.doubtful import doubtful_labels
from builder.statistics.predictions import Predictions


def mislabelled(predictions: Predictions, count: int) -> Predictions:
    """The same with other labels for so many images, evenly spread."""
    labels = predictions.labels.copy()
    places = np.arange(0, len(labels), len(labels) // count)[:count]
    labels[places] = (labels[places] + 1) % predictions.probabilities.shape[1]
    return predictions._replace(labels=labels)


@pytest.mark.parametrize("wrong", [1, 100, 600])
def test_the_same_labels_are_doubted_in_the_same_order_as_by_cleanlab(predictions, wrong):
    given = mislabelled(predictions, wrong)
    expected = find_label_issues(
        given.labels.astype(int),
        given.probabilities.astype(float),
        filter_by="confident_learning",
        return_indices_ranked_by="self_confidence",
        n_jobs=1,
    )
    found = doubtful_labels(given)
    assert len(found) > 50
    assert [one.place for one in found] == expected.tolist()


def test_a_wrong_label_is_found_with_the_class_that_the_network_sees():
    labels = np.array([0] * 20 + [1] * 20, np.uint8)
    said = np.where(labels[:, None] == [0, 1], 0.9, 0.1).astype(np.float32)
    labels[3] = 1
    (found,) = doubtful_labels(Predictions(labels, said))
    assert found[:3] == (3, 1, 0)
    assert (found.probability, found.given_probability) == pytest.approx((0.9, 0.1))


def test_suggested_is_what_the_network_says_as_in_cleanlab_and_on_the_runs_page():
    """Image 0 reaches the threshold of class 2 alone, and is called 1."""
    said = np.array([[0.0, 0.6, 0.4]] + [[0.7, 0.3, 0.0]] * 9 + [[0.1, 0.9, 0.0]] * 10 + [[0.3, 0.35, 0.35]] * 10)
    labels = np.array([0] * 10 + [1] * 10 + [2] * 10, np.uint8)
    found = {one.place: one for one in doubtful_labels(Predictions(labels, said.astype(np.float32)))}
    assert (found[0].given, found[0].suggested) == (0, 1)
    assert found[0].probability == pytest.approx(0.6)


def test_a_class_without_images_is_never_suggested_and_no_images_raise_no_doubts():
    said = np.array([[0.1, 0.1, 0.8]] * 5, np.float32)
    assert doubtful_labels(Predictions(np.zeros(5, np.uint8), said)) == ()
    assert doubtful_labels(Predictions(np.zeros(0, np.uint8), said[:0])) == ()
