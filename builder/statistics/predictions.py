"""What a network said of images whose classes are known."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Predictions(NamedTuple):
    """What a run said of each test image: true `labels` (N,) uint8 and `probabilities` (N, classes) float32."""

    labels: "np.ndarray"
    probabilities: "np.ndarray"
