"""A network's predictions for many images, in slices, so that the caller can do other work in between."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from builder.datasets.images import Images

if TYPE_CHECKING:
    from builder.engine.backend import keras

SLICE = 512


class Reading(NamedTuple):
    """`probabilities` float32 (N, classes) of each image in order, and how many were classified correctly."""

    probabilities: np.ndarray
    correct: int


def predict_in_slices(model: "keras.Model", images: Images, after_slice: Callable[[int], None]) -> Reading:
    """The predictions of `model` for every image; `after_slice(images done)` may raise to end it early."""
    from builder.engine.predict import probabilities

    parts = []
    for start in range(0, len(images), SLICE):
        parts.append(probabilities(model, images.images[start : start + SLICE]))
        after_slice(min(start + SLICE, len(images)))
    said = np.concatenate(parts)
    return Reading(said, int((said.argmax(axis=1) == images.labels).sum()))
