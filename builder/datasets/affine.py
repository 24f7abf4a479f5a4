"""Training's affine maps in numpy, so that pages can show them without TensorFlow.

Training uses `builder.engine.augment`, which documents the map; a test holds the two equal.
"""

import math

import numpy as np

from builder.design.training.augmentation import Augmentation


def maps(augmentation: Augmentation, draws: np.ndarray, *, height: int, width: int) -> np.ndarray:
    """The affine maps of the draws: (N, 2, 3), from (x, y, 1) in the changed image to (x, y) in the original."""
    theta = draws[0] * math.radians(augmentation.rotation)
    tx, ty = draws[1] * augmentation.width_shift * width, draws[2] * augmentation.height_shift * height
    shear = draws[3] * math.radians(augmentation.shear)
    zx, zy = 1.0 + draws[4] * augmentation.zoom, 1.0 + draws[5] * augmentation.zoom
    cos, sin = np.cos(theta), np.sin(theta)
    # R(theta) · S(shear) is a rotation of the first axis by theta and of the second by theta + shear.
    linear = np.stack(
        [
            np.stack([cos * zx, -np.sin(theta + shear) * zy], axis=-1),
            np.stack([sin * zx, np.cos(theta + shear) * zy], axis=-1),
        ],
        axis=1,
    )
    centre = np.array([width / 2 - 0.5, height / 2 - 0.5])
    shift = np.stack([cos * tx - sin * ty, sin * tx + cos * ty], axis=-1)
    start = centre + shift - linear @ centre
    # A flip mirrors the changed image: it is read from the far end, backwards.
    flip = (draws[6] < 0.0) & (augmentation.horizontal_flip is True)
    start = np.where(flip[:, np.newaxis], start + linear[:, :, 0] * (width - 1), start)
    across = np.where(flip[:, np.newaxis], -linear[:, :, 0], linear[:, :, 0])
    return np.stack([across, linear[:, :, 1], start], axis=-1)


def moved(image: np.ndarray, maps: np.ndarray) -> np.ndarray:
    """The image under each map: bilinear between pixels, the nearest pixel beyond the border."""
    height, width = image.shape[:2]
    column, row = np.meshgrid(np.arange(width), np.arange(height))
    x, y = np.moveaxis(maps @ np.stack([column.ravel(), row.ravel(), np.ones(height * width)]), 1, 0)
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    # The pixel to the left and above; at the far border the last but one, whose weight is then 0.
    left, above = np.minimum(x.astype(int), width - 2), np.minimum(y.astype(int), height - 2)
    across, down = (x - left)[..., np.newaxis], (y - above)[..., np.newaxis]
    upper = image[above, left] * (1 - across) + image[above, left + 1] * across
    lower = image[above + 1, left] * (1 - across) + image[above + 1, left + 1] * across
    return (upper * (1 - down) + lower * down).astype(np.float32).reshape(-1, *image.shape)
