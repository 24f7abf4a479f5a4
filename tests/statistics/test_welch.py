"""Differences of means over seeds, held to scipy."""

import numpy as np
import pytest
from scipy import stats

from builder.statistics.welch import paired_by_seed, t_quantile, welch

FIRST = [0.6091, 0.6207, 0.5252, 0.5529, 0.5625]
SECOND = [0.6874, 0.6886, 0.6755]


def test_welchs_interval_is_that_of_scipy():
    expected = stats.ttest_ind(SECOND, FIRST, equal_var=False)
    low, high = expected.confidence_interval(0.95)
    found = welch(FIRST, SECOND)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6)
    assert found.degrees == pytest.approx(expected.df)
    assert found.difference == pytest.approx(np.mean(SECOND) - np.mean(FIRST))
    assert found.is_more_than_chance == (expected.pvalue < 0.05)


def test_the_interval_of_pairs_is_that_of_scipy():
    expected = stats.ttest_rel(SECOND, FIRST[:3])
    low, high = expected.confidence_interval(0.95)
    found = paired_by_seed(FIRST[:3], SECOND)
    assert (found.low, found.high, found.degrees) == pytest.approx((low, high, 2), rel=1e-6)


def test_an_interval_with_zero_in_it_is_no_more_than_chance():
    assert not welch([0.5, 0.6], [0.55, 0.58]).is_more_than_chance
    assert welch([0.5, 0.501], [0.6, 0.601]).is_more_than_chance


@pytest.mark.parametrize("degrees", [1, 1.37, 2, 4.2, 9, 30, 250, 10_000, 1e9])
def test_the_quantile_of_students_t_is_that_of_scipy(degrees):
    assert t_quantile(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=2e-4)


def test_one_seed_or_seeds_without_spread_say_nothing():
    assert welch([0.5], [0.6, 0.7]) is None
    assert welch([0.5, 0.5], [0.6, 0.6]) is None
    assert paired_by_seed([0.5, 0.6], [0.6, 0.7]) is None
    assert paired_by_seed([0.5], [0.6]) is None
    with pytest.raises(ValueError):
        paired_by_seed([0.5, 0.6], [0.6])
