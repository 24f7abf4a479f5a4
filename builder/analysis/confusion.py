"""Where a network errs: the confusion matrix, precision and recall by class, and the images behind each cell.

predictions = load_predictions(artifacts_of(settings), run.id, "validation")
found = confusion(predictions)
places = images_of_cell(predictions, true=3, said=5)                            # places in the predictions
images = held_out_images(run.experiment, "validation", settings, places[:10])   # builder/datasets/held_out.py
"""

from typing import TYPE_CHECKING, NamedTuple

from builder.statistics.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np


class ClassScore(NamedTuple):
    """How one class is recognised; fractions. What has no denominator, such as the precision of a class that was never
    said, is 0, as in scikit-learn. `support` is how many images are of this class."""

    precision: float
    recall: float
    f1: float
    support: int


class Confusion(NamedTuple):
    """`counts` int64 (classes, classes): row = true class, column = what the network said."""

    counts: "np.ndarray"

    @property
    def total(self) -> int:
        """How many images."""
        return int(self.counts.sum())

    @property
    def accuracy(self) -> float:
        """The share of images on the diagonal; 0 without images."""
        return float(self.counts.trace() / self.total) if self.total else 0.0

    @property
    def rates(self) -> "np.ndarray":
        """float64 (classes, classes): each row's shares of its true class, 0 where the class has no image."""
        import numpy as np

        support = self.counts.sum(axis=1, keepdims=True)
        return np.divide(self.counts, support, out=np.zeros(self.counts.shape), where=support > 0)

    @property
    def scores(self) -> tuple[ClassScore, ...]:
        """Precision, recall, F1 and support of every class in order."""
        right = self.counts.diagonal().tolist()
        support, said = self.counts.sum(axis=1).tolist(), self.counts.sum(axis=0).tolist()
        return tuple(
            ClassScore(_share(hits, said_so), _share(hits, there), _share(2 * hits, there + said_so), there)
            for hits, there, said_so in zip(right, support, said, strict=True)
        )


class Mixed(NamedTuple):
    """Two classes that are taken for each other: `forth` images of `first` were called `second`, `back` the reverse."""

    first: int
    second: int
    forth: int
    back: int

    @property
    def total(self) -> int:
        return self.forth + self.back


def confusion(predictions: Predictions) -> Confusion:
    """The confusion matrix; what a network says is its most probable class, the first of equals."""
    import numpy as np

    classes = predictions.probabilities.shape[1]
    cells = predictions.labels.astype(np.int64) * classes + _said(predictions)
    return Confusion(np.bincount(cells, minlength=classes**2).reshape(classes, classes))


def most_confused(found: Confusion, most: int = 3) -> tuple[Mixed, ...]:
    """The pairs of classes most often taken for each other, the most frequent first; pairs that never are, are left
    out. The larger direction of a pair comes first."""
    counts = found.counts.tolist()
    pairs = []
    for one in range(len(counts)):
        for other in range(one):
            first, second = (one, other) if counts[one][other] >= counts[other][one] else (other, one)
            pairs.append(Mixed(first, second, counts[first][second], counts[second][first]))
    often = sorted((pair for pair in pairs if pair.total), key=lambda pair: (-pair.total, pair.first, pair.second))
    return tuple(often[:most])


def images_of_cell(predictions: Predictions, true: int, said: int) -> "np.ndarray":
    """The places of the images of one cell, int64 (N,), those first of which the network was surest."""
    import numpy as np

    places = np.flatnonzero((predictions.labels == true) & (_said(predictions) == said))
    return places[np.argsort(-predictions.probabilities[places, said], kind="stable")]


def surest_mistakes(predictions: Predictions, most: int = 30) -> "np.ndarray":
    """The places of the wrongly classified images, int64 (N,), those first of which the network was surest."""
    import numpy as np

    places = np.flatnonzero(_said(predictions) != predictions.labels)
    return places[np.argsort(-predictions.probabilities[places].max(axis=1), kind="stable")][:most]


def closest_calls(predictions: Predictions, most: int = 30) -> "np.ndarray":
    """The places of the images whose two most probable classes are closest together, int64 (N,), closest first."""
    import numpy as np

    if predictions.probabilities.shape[1] < 2:
        return np.zeros(0, np.int64)
    highest = np.partition(predictions.probabilities, -2, axis=1)
    return np.argsort(highest[:, -1] - highest[:, -2], kind="stable")[:most]


def _said(predictions: Predictions) -> "np.ndarray":
    return predictions.probabilities.argmax(axis=1)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
