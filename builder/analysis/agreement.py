"""What several networks say of the same images: which all get right, which none, and which only one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from builder.statistics.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np


class Agreement(NamedTuple):
    """Counts of images; `alone[k]` are the places, int64 (N,), of those that only the k-th network gets right, those
    first of which it was surest."""

    total: int
    all_right: int
    none_right: int
    alone: "tuple[np.ndarray, ...]"


def are_of_the_same_images(predictions: Sequence[Predictions]) -> bool:
    """Whether place k is the same image in all of them, as far as labels and, where they are known, indices tell."""
    import numpy as np

    known = [one.indices for one in predictions if one.indices is not None]
    return all(np.array_equal(one.labels, predictions[0].labels) for one in predictions) and all(
        np.array_equal(indices, known[0]) for indices in known
    )


def agreement(predictions: Sequence[Predictions]) -> Agreement | None:
    """How these networks agree; None for fewer than two, or if they are not of the same images."""
    import numpy as np

    if len(predictions) < 2 or not are_of_the_same_images(predictions):
        return None
    right = np.stack([one.probabilities.argmax(axis=1) == one.labels for one in predictions])
    how_many = right.sum(axis=0)
    alone = []
    for one, rights in zip(predictions, right, strict=True):
        places = np.flatnonzero(rights & (how_many == 1))
        sure = one.probabilities[places, one.labels[places]]
        alone.append(places[np.argsort(-sure, kind="stable")])
    return Agreement(
        total=len(how_many),
        all_right=int((how_many == len(predictions)).sum()),
        none_right=int((how_many == 0).sum()),
        alone=tuple(alone),
    )
