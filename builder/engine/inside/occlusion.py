"""Occlusion (Zeiler and Fergus 2014, arXiv 1311.2901): how much less sure the network is with a place covered."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from builder.engine.backend import keras
from builder.engine.predict import probabilities

#: The covering square is a quarter as long as the picture's shorter side, and moves by a quarter of itself.
SHARE = 4


class Covered(NamedTuple):
    """What a network says of a picture, `whole`, float32 (classes,), and with each square covered, `parts`, (squares,
    classes); `covers` says which pixels those are, bool (squares, height, width)."""

    whole: np.ndarray
    parts: np.ndarray
    covers: np.ndarray


class Costliest(NamedTuple):
    """A square of the picture: the pixels from `top` and `left` to before `bottom` and `right`, and what the network
    says with them covered, float32 (classes,)."""

    top: int
    left: int
    bottom: int
    right: int
    said: np.ndarray


def covered_in_turn(model: keras.Model, image: np.ndarray) -> Covered:
    """A square in the picture's mean colour moves over `image`, uint8 (height, width, channels)."""
    covers = squares(*image.shape[:2])
    mean = image.mean(axis=(0, 1)).round().astype(np.uint8)
    covered = np.where(covers[..., np.newaxis], mean, image)
    said = probabilities(model, np.concatenate([image[np.newaxis], covered]))
    return Covered(said[0], said[1:], covers)


def occlusion_maps(model: keras.Model, image: np.ndarray, classes: Sequence[int]) -> np.ndarray:
    """For each of `classes` an occlusion map of `image`, as `maps_of` gives it."""
    return maps_of(covered_in_turn(model, image), classes)


def maps_of(covered: Covered, classes: Sequence[int]) -> np.ndarray:
    """For each of `classes` its occlusion map, float32 (classes, height, width) from 0 to 1.

    A pixel has the mean of what the class's probability lost while the pixel was covered. Gains are cut off, and the
    rest is divided by its largest value; all zeros where no place is needed.
    """
    losses = covered.whole[list(classes)] - covered.parts[:, list(classes)]
    maps = np.einsum("sc,shw->chw", losses, covered.covers.astype(np.float32)) / covered.covers.sum(axis=0)
    maps = np.maximum(maps, 0.0).astype(np.float32)
    largest = maps.max(axis=(1, 2), keepdims=True)
    return np.divide(maps, largest, out=np.zeros_like(maps), where=largest > 0)


def costliest(covered: Covered, place: int) -> Costliest | None:
    """The square that takes most from the probability of class number `place`; None where none takes anything."""
    worst = int(covered.parts[:, place].argmin())
    if covered.parts[worst, place] >= covered.whole[place]:
        return None
    rows, columns = (np.flatnonzero(covered.covers[worst].any(axis=axis)) for axis in (1, 0))
    return Costliest(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1, covered.parts[worst])


def squares(height: int, width: int) -> np.ndarray:
    """Which pixels each square covers: bool (squares, height, width). At the edges squares reach beyond the picture."""
    side = max(1, min(height, width) // SHARE)
    step = max(1, side // SHARE)
    rows, columns = (_stretches(length, side, step) for length in (height, width))
    return (rows[:, np.newaxis, :, np.newaxis] & columns[np.newaxis, :, np.newaxis, :]).reshape(-1, height, width)


def _stretches(length: int, side: int, step: int) -> np.ndarray:
    """The pixels of a line that each place of the square covers: bool (places, length)."""
    starts = np.arange(-(side // 2), length - side // 2, step)[:, np.newaxis]
    pixels = np.arange(length)
    return (pixels >= starts) & (pixels < starts + side)
