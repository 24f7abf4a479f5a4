"""Whether a picture is probably of none of a network's classes, by a threshold from its own validation images.

validation = load_predictions(artifacts_of(settings), run.id, "validation")
threshold = threshold_of(validation)                 # None where there is nothing to take it from
is_none(threshold, probabilities)                    # of one picture
"""

from typing import TYPE_CHECKING, NamedTuple

from builder.statistics.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np

#: The share of validation images that are called none of the classes, falsely, where nothing else is asked for.
FALSE_ALARMS = 0.05
#: With fewer images a threshold would follow a few of them.
MIN_IMAGES = 100


class Threshold(NamedTuple):
    """Below this `score` a picture is probably of none of the classes.

    So are `false_alarms`, a share, of the `images` validation images that it was taken from.
    """

    score: float
    false_alarms: float
    images: int


def threshold_of(validation: Predictions, share: float = FALSE_ALARMS) -> Threshold | None:
    """The highest threshold with at most `share` (from 0 to 0.5) of these validation images below it.

    None for fewer than MIN_IMAGES. Only of images that the network was not trained on: it is surer of those.
    """
    import numpy as np

    count = len(validation.labels)
    if count < MIN_IMAGES:
        return None
    scores = np.sort(scores_of(validation.probabilities))
    score = float(scores[int(share * count)])
    return Threshold(score, int((scores < score).sum()) / count, count)


def scores_of(probabilities: "np.ndarray") -> "np.ndarray":
    """How much a network's outputs speak for one of its classes, float64 (…,), of softmax probabilities (…, classes).

    The highest probability (D. Hendrycks and K. Gimpel, ICLR 2017).
    """
    import numpy as np

    return probabilities.max(axis=-1).astype(np.float64)


def is_none(threshold: Threshold, probabilities: "np.ndarray") -> bool:
    """Whether a picture with these probabilities (classes,), not calibrated, is probably of none of the classes."""
    return bool(scores_of(probabilities) < threshold.score)
