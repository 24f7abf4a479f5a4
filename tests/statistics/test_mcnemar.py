"""McNemar's test against numbers published by others and against scipy."""

import numpy as np
import pytest

from builder.statistics.mcnemar import MOST_COUNTED, each_alone_right, mcnemar
from builder.statistics.predictions import Predictions


@pytest.mark.parametrize(
    ("first", "second", "probability"),
    [
        (10, 20, 0.0987),
        (20, 10, 0.0987),
        # Wikipedia's article on the test, second example: 0.053 there.
        (6, 16, 0.0525),
        (0, 5, 2 / 2**5),
        (7, 7, 1.0),
        (0, 0, 1.0),
    ],
)
def test_few_images_are_counted_out(first: int, second: int, probability: float):
    assert mcnemar(first, second) == pytest.approx(probability, abs=5e-4 if probability < 1 else 0)


def test_many_images_are_the_chi_square_with_edwards_correction():
    """The same article's first example, 121 and 59: (|121 - 59| - 1)² / 180 = 20.67 with one degree of freedom."""
    stats = pytest.importorskip("scipy.stats")
    assert mcnemar(121, 59) == pytest.approx(stats.chi2.sf(61**2 / 180, 1), rel=1e-9)
    assert mcnemar(121, 59) < 0.001


@pytest.mark.parametrize("second", [40, 45, 50, 52, 65, 75])
@pytest.mark.parametrize("first", [40, 49, 60, 75])
def test_both_ways_agree_with_the_binomial_distribution_of_scipy(first: int, second: int):
    stats = pytest.importorskip("scipy.stats")
    exact = stats.binomtest(first, first + second).pvalue
    assert abs(mcnemar(first, second) - exact) < (1e-9 if first + second <= MOST_COUNTED else 5e-4)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        mcnemar(-1, 3)


def predictions(labels: list[int], said: list[int]) -> Predictions:
    return Predictions(np.array(labels, np.uint8), np.eye(10, dtype=np.float32)[said])


def test_each_network_is_credited_with_what_it_alone_got_right():
    labels = [0, 1, 2, 3, 4]
    first, second = predictions(labels, [0, 1, 2, 9, 9]), predictions(labels, [0, 9, 9, 3, 9])
    assert each_alone_right(first, second) == (2, 1)
    assert each_alone_right(second, first) == (1, 2)
    assert each_alone_right(first, first) == (0, 0)


def test_networks_with_other_test_images_are_not_paired():
    first = predictions([0, 1, 2], [0, 1, 2])
    assert each_alone_right(first, predictions([0, 2, 1], [0, 1, 2])) is None
    assert each_alone_right(first, predictions([0, 1], [0, 1])) is None
