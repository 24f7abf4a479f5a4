"""The mean of several curves."""

import numpy as np
import pytest

from builder.statistics.mean_curve import mean_curve


def test_means_and_standard_deviations_are_numpy_s_as_far_as_all_curves_go():
    curves = [[0.2, 0.5, 0.7], [0.3, 0.4, 0.8, 0.9], [0.25, 0.6, 0.75]]
    same = np.array([curve[:3] for curve in curves])
    found = mean_curve(curves)
    assert found.means == pytest.approx(same.mean(axis=0)) and found.spreads == pytest.approx(same.std(axis=0, ddof=1))


def test_with_a_curve_without_epochs_there_is_no_mean():
    assert mean_curve([[0.5], []]).means == ()
