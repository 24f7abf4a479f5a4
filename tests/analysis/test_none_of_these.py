"""The threshold below which a picture is called none of the classes, of predictions that are made up."""

import numpy as np
import pytest

from builder.analysis.none_of_these import is_none, scores_of, threshold_of
from builder.statistics.predictions import Predictions


def predictions(count: int) -> Predictions:
    random = np.random.default_rng(0)
    powers = np.exp(3 * random.normal(size=(count, 10)))
    said = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return Predictions(random.integers(0, 10, count).astype(np.uint8), said)


@pytest.mark.parametrize(("count", "share", "below"), [(1000, 0.05, 50), (299, 0.05, 14), (1000, 0.2, 200)])
def test_so_many_of_the_validation_images_lie_below_the_threshold(count, share, below):
    validation = predictions(count)
    threshold = threshold_of(validation, share)
    assert (threshold.images, round(threshold.false_alarms * count)) == (count, below)
    assert sum(is_none(threshold, one) for one in validation.probabilities) == below


def test_where_many_are_equally_sure_fewer_lie_below_it_never_more():
    same = np.full((500, 10), 0.1, np.float32)
    assert threshold_of(Predictions(np.zeros(500, np.uint8), same)).false_alarms == 0


def test_of_few_images_there_is_no_threshold():
    assert threshold_of(predictions(99)) is None and threshold_of(predictions(100)) is not None


def test_a_network_that_is_surer_has_a_higher_score_and_the_score_is_finite_where_it_is_quite_sure():
    rows = np.array([[0.1] * 10, [0.55] + [0.05] * 9, [0.91] + [0.01] * 9, [1] + [0] * 9], np.float32)
    scores = scores_of(rows)
    assert (np.diff(scores) > 0).all() and np.isfinite(scores).all()
