"""A network's predictions for images whose classes are known."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Predictions(NamedTuple):
    """A run's predictions for each test image: true `labels` (N,) uint8, `probabilities` (N, classes) float32."""

    labels: "np.ndarray"
    probabilities: "np.ndarray"
