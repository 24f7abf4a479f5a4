"""Wilson's interval against numbers published by others."""

from math import sqrt
from statistics import NormalDist

import pytest

from builder.statistics.intervals import wilson


@pytest.mark.parametrize(
    ("correct", "count", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (score, uncorrected).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_one_that_newcombe_printed(correct: int, count: int, low: float, high: float):
    assert wilson(correct, count) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def score(correct: int, count: int, share: float) -> float:
    """How many standard errors the measured share lies from `share`, were that the true one."""
    return (correct / count - share) / sqrt(share * (1 - share) / count)


@pytest.mark.parametrize(("correct", "count"), [(1, 2), (3, 10), (180, 359), (8007, 10_000), (9006, 10_000)])
def test_the_ends_are_where_the_measured_share_would_just_be_surprising(correct: int, count: int):
    surprising = NormalDist().inv_cdf(0.975)
    low, high = wilson(correct, count)
    assert score(correct, count, low) == pytest.approx(surprising)
    assert score(correct, count, high) == pytest.approx(-surprising)


def test_without_images_the_accuracy_may_be_anything():
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_interval_never_leaves_zero_to_one():
    assert wilson(0, 5)[0] == 0.0
    assert wilson(5, 5)[1] == 1.0


@pytest.mark.parametrize(("correct", "count"), [(-1, 10), (11, 10), (0, -1)])
def test_a_count_that_cannot_be_is_refused(correct: int, count: int):
    with pytest.raises(ValueError, match="expected 0 ≤ correct ≤ count"):
        wilson(correct, count)
