"""A network's predictions for images whose classes are known."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Predictions(NamedTuple):
    """A run's predictions for each of its validation or of its test images, in the order of the split.

    True `labels` (N,) uint8 and `probabilities` (N, classes) float32. `indices` (N,) int32 say which images they are:
    places in the data set's own test set where it has one and the test images are meant, else in the images that are
    split. None where an older version saved the predictions; `datasets/held_out.py` finds images by their place here.
    """

    labels: "np.ndarray"
    probabilities: "np.ndarray"
    indices: "np.ndarray | None" = None
