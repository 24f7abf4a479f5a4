"""How sure a network may be: calibration, and the temperature that makes its probabilities mean what they say.

validation = load_predictions(artifacts_of(settings), run.id, "validation")
temperature = fit_temperature(validation)            # None where there is nothing to fit it to
helps(validation, temperature)                       # whether to use it
found = calibration(validation, temperature)         # or of the test predictions, with the same temperature
"""

from typing import TYPE_CHECKING, NamedTuple

from builder.statistics.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np

BINS = 10
#: With fewer images a bin's accuracy says little.
FEW_IMAGES = 10
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
    return None if len(validation.labels) < MIN_IMAGES else _fitted(validation)


def _fitted(predictions: Predictions) -> float | None:
    """The same for any number of images."""
    import numpy as np

    labels, probabilities = predictions.labels, predictions.probabilities
    if not len(labels) or (probabilities.argmax(axis=1) == labels).all():
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


def helps(validation: Predictions, temperature: float) -> bool:
    """Whether a temperature that was fitted to these validation images makes their probabilities better.

    A fitted temperature always makes the labels that it was fitted to more probable. So each half of the images, drawn
    at random and always the same, gets the temperature that the other half is fitted to, and the labels must be more
    probable with it, in the mean of their logarithms; and the expected calibration error of all of them must be smaller
    with `temperature` than without.
    """
    import numpy as np

    found = calibration(validation, temperature)
    if found.ece_after is None or found.ece_after >= found.ece:
        return False
    shuffled = np.random.default_rng(0).permutation(len(validation.labels))
    halves = [
        Predictions(validation.labels[part], validation.probabilities[part]) for part in np.array_split(shuffled, 2)
    ]
    gained = 0.0
    for fitted, judged in (halves, halves[::-1]):
        of_half = _fitted(fitted)
        gained += 0.0 if of_half is None else _likelihood(judged, of_half) - _likelihood(judged, 1.0)
    return gained > 0


def _likelihood(predictions: Predictions, temperature: float) -> float:
    """The mean logarithm of the probabilities of the labels, with this temperature."""
    import numpy as np

    scaled = _logits(predictions.probabilities) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    of_labels = scaled[np.arange(len(scaled)), predictions.labels] - np.log(np.exp(scaled).sum(axis=1))
    return float(of_labels.mean())


def _logits(probabilities: "np.ndarray") -> "np.ndarray":
    """The logits of a softmax but for a constant in each row, which it takes no notice of; float64."""
    import numpy as np

    return np.log(np.maximum(probabilities.astype(np.float64), _SMALLEST))
