"""How sure a network may be, held to scikit-learn and scipy on the same predictions."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.calibration import calibration_curve

from builder.analysis.calibration import (
    MIN_IMAGES,
    calibration,
    expected_error,
    fit_temperature,
    helps,
    reliability,
    with_temperature,
)
from builder.statistics.predictions import Predictions


def test_the_bins_are_those_of_scikit_learns_reliability_curve(predictions):
    top = predictions.probabilities.max(axis=1)
    right = predictions.probabilities.argmax(axis=1) == predictions.labels
    accuracy, confidence = calibration_curve(right, top, n_bins=10, strategy="uniform")
    filled = [one for one in reliability(predictions) if one.images]
    np.testing.assert_allclose([one.accuracy for one in filled], accuracy)
    np.testing.assert_allclose([one.confidence for one in filled], confidence, rtol=1e-6)
    assert sum(one.images for one in filled) == 3_000


def test_the_expected_calibration_error_is_the_mean_gap_over_the_images(predictions):
    top = predictions.probabilities.max(axis=1).astype(float)
    right = predictions.probabilities.argmax(axis=1) == predictions.labels
    error = 0.0
    for low in np.arange(10) / 10:
        inside = (top > low) & (top <= low + 0.1)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - top[inside].mean())
    assert expected_error(reliability(predictions)) == pytest.approx(error, abs=1e-9)


def test_a_bin_without_images_has_neither_confidence_nor_accuracy():
    bins = reliability(Predictions(np.array([0], np.uint8), np.array([[0.95, 0.05]], np.float32)))
    assert [one.images for one in bins] == [0] * 9 + [1]
    assert (bins[0].confidence, bins[0].accuracy) == (None, None)
    assert bins[9].confidence == pytest.approx(0.95) and bins[9].accuracy == 1.0


def test_the_temperature_is_the_one_that_scipy_finds_from_the_logits(predictions, logits):
    def loss(log_temperature: float) -> float:
        said = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -said[np.arange(len(said)), predictions.labels].mean()

    best = float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 1e-9}).x))
    assert best > 1.5  # these predictions are too sure
    assert fit_temperature(predictions) == pytest.approx(best, rel=1e-4)


def test_dividing_by_a_temperature_is_the_softmax_of_the_divided_logits(predictions, logits):
    cooler = with_temperature(predictions.probabilities, 1.7)
    assert cooler.dtype == np.float32
    np.testing.assert_allclose(cooler, softmax(logits / 1.7, axis=1), atol=1e-5)
    np.testing.assert_array_equal(cooler.argmax(axis=1), predictions.probabilities.argmax(axis=1))
    np.testing.assert_allclose(with_temperature(predictions.probabilities, 1.0), predictions.probabilities, atol=1e-6)


def test_the_fitted_temperature_makes_the_labels_likelier_and_the_error_smaller(predictions):
    temperature = fit_temperature(predictions)
    found = calibration(predictions, temperature)
    assert found.ece_after < found.ece / 3
    assert found.bins_after == reliability(
        predictions._replace(probabilities=with_temperature(predictions.probabilities, temperature))
    )
    of_labels = predictions.probabilities[np.arange(3_000), predictions.labels].astype(float)
    cooler = with_temperature(predictions.probabilities, temperature)[np.arange(3_000), predictions.labels]
    assert np.log(cooler).mean() > np.log(of_labels).mean()


def test_a_probability_of_zero_for_the_true_class_is_survived(predictions):
    said = predictions.probabilities.copy()
    said[0] = np.eye(6)[(predictions.labels[0] + 1) % 6]
    temperature = fit_temperature(predictions._replace(probabilities=said))
    assert temperature is not None and np.isfinite(with_temperature(said, temperature)).all()


@pytest.mark.parametrize("case", ["few images", "every image right"])
def test_there_is_no_temperature_where_nothing_says_how_unsure_to_be(predictions, case):
    if case == "few images":
        known = Predictions(predictions.labels[: MIN_IMAGES - 1], predictions.probabilities[: MIN_IMAGES - 1])
    else:
        right = predictions.probabilities.argmax(axis=1) == predictions.labels
        known = Predictions(predictions.labels[right], predictions.probabilities[right])
    assert fit_temperature(known) is None
    found = calibration(known, None)
    assert (found.temperature, found.ece_after, found.bins_after) == (None, None, None)


def test_a_temperature_helps_predictions_that_are_too_sure(predictions):
    assert helps(predictions, fit_temperature(predictions))


def sure_of(right: np.ndarray) -> Predictions:
    """Two classes, each image 0.9 sure, and right where `right` says so."""
    said = np.where(right[:, None], [0.9, 0.1], [0.1, 0.9]).astype(np.float32)
    return Predictions(np.zeros(len(right), np.uint8), said)


def test_a_temperature_does_not_help_where_chance_explains_what_it_mends():
    """Three images fewer of 1,000 are right than the network is sure of: another half of them may say the opposite."""
    given = sure_of(np.random.default_rng(1).permutation(1_000) < 897)
    temperature = fit_temperature(given)
    found = calibration(given, temperature)
    assert found.ece_after < found.ece
    assert not helps(given, temperature)
    assert helps(sure_of(np.random.default_rng(1).permutation(1_000) < 750), 2.0)


def test_a_temperature_that_makes_the_calibration_error_larger_does_not_help():
    """Nine images of ten are right, just as sure as the network is of them."""
    right = np.arange(1_000) % 10 > 0
    assert not helps(sure_of(right), 1.5)
    assert calibration(sure_of(right), 1.5).ece_after > calibration(sure_of(right), 1.5).ece
