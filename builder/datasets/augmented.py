"""Training's random changes in numpy, so that pages can show them without TensorFlow.

Training uses `builder.engine.augment`; a test holds the two equal.
"""

import numpy as np

from builder.datasets.affine import maps, moved
from builder.datasets.crops import NUMBERS_A_CUT, cut
from builder.design.training.augmentation import Augmentation

#: Numbers from -1 to 1 that decide an affine map: rotation, shifts sideways and up and down, shear, two zooms, flip.
NUMBERS_A_MAP = 7
NUMBERS_A_DRAW = NUMBERS_A_MAP + NUMBERS_A_CUT


def draw(count: int, seed: int) -> np.ndarray:
    """Numbers for `count` changes, uniform from -1 to 1: (11, count) float64. Equal seeds, equal numbers."""
    return np.random.RandomState(seed).uniform(-1.0, 1.0, (NUMBERS_A_DRAW, count))


def changed(image: np.ndarray, augmentation: Augmentation, draws: np.ndarray) -> np.ndarray:
    """The image (height, width, channels) from 0 to 255 under each of the draws (11, N): float32 (N, …).

    The same numbers under another augmentation are the same changes, larger or smaller. Flips that alternate mirror
    what flips by chance would.
    """
    height, width = image.shape[:2]
    images = moved(image, maps(augmentation, draws[:NUMBERS_A_MAP], height=height, width=width))
    mirrored = (draws[NUMBERS_A_MAP - 1] < 0.0) & augmentation.alternates
    return cut(images, augmentation, draws[NUMBERS_A_MAP:], mirrored)
