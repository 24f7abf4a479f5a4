"""Which images a network answers most like a given one."""

from typing import TYPE_CHECKING

from builder.statistics.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np

#: Smaller probabilities count as this: what a sure network gives to the classes far away is noise.
LEAST = 1e-6


def most_alike(
    predictions: Predictions, said: "np.ndarray", label: int, count: int, without: int | None = None
) -> "np.ndarray":
    """The places in `predictions` of at most `count` images of class `label`, the nearest first: int64 (N,).

    Near is what the network answers as it answers a picture with the probabilities `said`, (classes,): by the
    Euclidean distance between the logarithms of the probabilities. The place `without`, the picture's own, is left out.
    """
    import numpy as np

    places = np.flatnonzero((predictions.labels == label) & (np.arange(len(predictions.labels)) != without))
    answers, asked = (np.log(np.maximum(shares, LEAST)) for shares in (predictions.probabilities[places], said))
    return places[np.argsort(((answers - asked) ** 2).sum(axis=1), kind="stable")[:count]]
