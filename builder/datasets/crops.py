"""Training's crops, mirror images and cut-out squares in numpy, so that pages can show them without TensorFlow.

Training uses `builder.engine.crops`; a test holds the two equal.
"""

import numpy as np

from builder.design.training.augmentation import GREY, Augmentation

#: Numbers from -1 to 1 that decide one change: the crop's place down and across, and the square's.
NUMBERS_A_CUT = 4


def cut(images: np.ndarray, augmentation: Augmentation, draws: np.ndarray, mirrored: np.ndarray) -> np.ndarray:
    """Images float32 (N, height, width, channels) cropped, mirrored and cut out by the draws (4, N) from -1 to 1."""
    count, height, width = images.shape[:3]
    if augmentation.crop or mirrored.any():
        places = 2 * augmentation.crop + 1
        down, across = (_whole(draw, places) - augmentation.crop for draw in draws[:2])
        rows = _reflected(np.arange(height) + down[:, None], height)
        columns = _reflected(np.arange(width) + across[:, None], width)
        columns = np.where(mirrored[:, None], columns[:, ::-1], columns)
        images = images[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
    if augmentation.cutout:
        side = min(augmentation.cutout, height, width)
        top, left = _whole(draws[2], height - side + 1), _whole(draws[3], width - side + 1)
        square = _within(top, side, height)[:, :, None] & _within(left, side, width)[:, None]
        images = np.where(square[..., None], np.float32(GREY), images)
    return images


def _reflected(places: np.ndarray, size: int) -> np.ndarray:
    """Places from 0 to size - 1 for places before and beyond them."""
    period = 2 * (size - 1)
    places = places % period
    return np.minimum(places, period - places)


def _whole(draws: np.ndarray, count: int) -> np.ndarray:
    """Numbers from 0 to count - 1, equally likely, from draws between -1 and 1."""
    return np.minimum(np.floor((draws + 1.0) / 2.0 * count).astype(int), count - 1)


def _within(first: np.ndarray, side: int, size: int) -> np.ndarray:
    """Which of `size` places lie in the `side` places from `first` on: bool (N, size)."""
    places = np.arange(size)
    return (places >= first[:, None]) & (places < first[:, None] + side)
