"""How sure a network may be: calibration, and the temperature that makes its probabilities mean what they say.

validation = load_predictions(artifacts_of(settings), run.id, "validation")
temperature = fit_temperature(validation)            # None where there is nothing to fit it to
found = calibration(validation, temperature)         # or of the test predictions, with the same temperature
"""

from typing import TYPE_CHECKING, NamedTuple

from builder.statistics.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np

BINS = 10
#: With fewer images a temperature would follow a few of them.
MIN_IMAGES = 100
#: Between these a temperature is looked for.
LOWEST, HIGHEST = 0.05, 20.0
#: What a probability of 0 in float32 stands for: the smallest positive number.
_SMALLEST = 1e-38


class Bin(NamedTuple):
    """The images whose top probability is over `low` and at most `high`: how many, their mean top probability, and
    their accuracy; both None where there are none."""

    low: float
    high: float
    images: int
    confidence: float | None
    accuracy: float | None


class Calibration(NamedTuple):
    """Expected calibration error and reliability, before and after the temperature; after is None without one."""

    ece: float
    bins: tuple[Bin, ...]
    temperature: float | None
    ece_after: float | None
    bins_after: tuple[Bin, ...] | None


def calibration(predictions: Predictions, temperature: float | None) -> Calibration:
    """How far the top probabilities are from the accuracies, as they are and divided by this temperature."""
    bins = reliability(predictions)
    if temperature is None:
        return Calibration(expected_error(bins), bins, None, None, None)
    after = reliability(predictions._replace(probabilities=with_temperature(predictions.probabilities, temperature)))
    return Calibration(expected_error(bins), bins, temperature, expected_error(after), after)


def reliability(predictions: Predictions) -> tuple[Bin, ...]:
    """Ten bins of equal width of the top probability."""
    import numpy as np

    top = predictions.probabilities.max(axis=1).astype(np.float64)
    right = predictions.probabilities.argmax(axis=1) == predictions.labels
    edges = np.linspace(0, 1, BINS + 1)
    places = np.searchsorted(edges[1:-1], top)  # an edge belongs to the bin below it
    counts = np.bincount(places, minlength=BINS).tolist()
    sure = np.bincount(places, weights=top, minlength=BINS).tolist()
    hits = np.bincount(places, weights=right, minlength=BINS).tolist()
    return tuple(
        Bin(
            place / BINS,
            (place + 1) / BINS,
            counts[place],
            sure[place] / counts[place] if counts[place] else None,
            hits[place] / counts[place] if counts[place] else None,
        )
        for place in range(BINS)
    )


def expected_error(bins: tuple[Bin, ...]) -> float:
    """The expected calibration error, a fraction: the mean distance of confidence and accuracy over all images.

    M. P. Naeini, G. F. Cooper and M. Hauskrecht, AAAI 2015. 0 without images.
    """
    count = sum(one.images for one in bins)
    gaps = (
        one.images * abs(one.confidence - one.accuracy)
        for one in bins
        if one.confidence is not None and one.accuracy is not None
    )
    return sum(gaps) / count if count else 0.0


def with_temperature(probabilities: "np.ndarray", temperature: float) -> "np.ndarray":
    """Softmax probabilities (…, classes) as they would be with the logits divided by `temperature`; same dtype.

    The order of the classes stays, so no answer changes: above 1 the network becomes less sure, below 1 surer.
    """
    import numpy as np

    scaled = _logits(probabilities) / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).astype(probabilities.dtype)


def fit_temperature(validation: Predictions) -> float | None:
    """The temperature that makes these validation images' labels most probable (least negative log-likelihood).

    C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, ICML 2017. Between 0.05 and 20. None for fewer than 100 images, and
    where every image is right: nothing says then how unsure to be. Fit it to validation images only, and never to
    images that the network was trained on.
    """
    import numpy as np

    labels, probabilities = validation.labels, validation.probabilities
    if len(labels) < MIN_IMAGES or (probabilities.argmax(axis=1) == labels).all():
        return None
    logits = _logits(probabilities)
    logits -= logits.max(axis=1, keepdims=True)
    given = logits[np.arange(len(labels)), labels].mean()

    def slope(inverse: float) -> float:
        """The derivative of the mean negative log-likelihood, which is convex in the inverse temperature."""
        powers = np.exp(inverse * logits)
        return float(((powers * logits).sum(axis=1) / powers.sum(axis=1)).mean() - given)

    low, high = 1 / HIGHEST, 1 / LOWEST
    while high - low > 1e-6 * high:
        middle = (low * high) ** 0.5
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return float(2 / (low + high))


def _logits(probabilities: "np.ndarray") -> "np.ndarray":
    """The logits of a softmax but for a constant in each row, which it takes no notice of; float64."""
    import numpy as np

    return np.log(np.maximum(probabilities.astype(np.float64), _SMALLEST))
