"""Images whose label may be wrong, found by confident learning.

C. G. Northcutt, L. Jiang and I. L. Chuang, Confident learning, JAIR 70 (2021), 1373-1411. A class's threshold is the
mean probability that its own images get. An image that reaches the threshold of another class than its label's counts
as that class, and of several as the most probable one; its label is doubtful unless the network says it too. Suggested
is what the network says, its most probable class, as in cleanlab, and not always the class that it counts as. Written
here in numpy: the authors' cleanlab imports scikit-learn and pandas and starts processes. Tests hold the two equal
(`find_label_issues(filter_by="confident_learning", return_indices_ranked_by="self_confidence")`).
"""

from typing import NamedTuple

from builder.statistics.predictions import Predictions


class Doubtful(NamedTuple):
    """An image at this place of the predictions, its `given` label and the `suggested` class, the network's own answer,
    with the probability that the network gives to each."""

    place: int
    given: int
    suggested: int
    probability: float
    given_probability: float


def doubtful_labels(predictions: Predictions) -> tuple[Doubtful, ...]:
    """The images that confident learning takes for mislabelled, those first whose label the network believes least.

    The predictions must be for images that the network was not trained on. A weak network doubts many good labels: it
    knows no better than its accuracy.
    """
    import numpy as np

    labels, probabilities = predictions.labels.astype(np.intp), predictions.probabilities.astype(np.float64)
    if not len(labels):
        return ()
    classes = probabilities.shape[1]
    own = probabilities[np.arange(len(labels)), labels]
    counts = np.bincount(labels, minlength=classes)
    # A class without images has no threshold that could be reached.
    thresholds = np.full(classes, np.inf)
    thresholds[counts > 0] = np.bincount(labels, weights=own, minlength=classes)[counts > 0] / counts[counts > 0]
    reached = probabilities >= thresholds - 1e-6
    said = probabilities.argmax(axis=1)
    counts_as = np.where(reached.sum(axis=1) > 1, said, reached.argmax(axis=1))
    places = np.flatnonzero(reached.any(axis=1) & (counts_as != labels) & (said != labels))
    places = places[np.argsort(own[places], kind="stable")]
    return tuple(
        Doubtful(
            int(place),
            int(labels[place]),
            int(said[place]),
            float(probabilities[place, said[place]]),
            float(own[place]),
        )
        for place in places
    )
