"""A few images that the network is asked about after each epoch, so that one can see it learn."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Followed(NamedTuple):
    """`images`, uint8 (N, height, width, channels); after each epoch `tell(epoch, probabilities)` gets (N, classes).

    Asking changes nothing: no weight, no moving average, no stream of random numbers.
    """

    images: np.ndarray
    tell: Callable[[int, np.ndarray], None]
