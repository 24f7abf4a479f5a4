"""What a network's layers make of one picture, and the filters that its first convolution looks for."""

from collections.abc import Sequence

import numpy as np

from builder.engine.backend import keras
from builder.engine.inside.network import as_input, looking_model


def outputs_of(model: keras.Model, image: np.ndarray, layers: Sequence[str]) -> list[np.ndarray]:
    """What each of `layers` gives for `image`, uint8 (height, width, channels): float32 without the batch dimension.

    Not for the output layer, which gives probabilities.
    """
    given = looking_model(model, tuple(layers))(as_input(image[np.newaxis]), training=False)
    return [np.asarray(output)[0] for output in (given if isinstance(given, list | tuple) else [given])]


def first_filters(model: keras.Model) -> np.ndarray | None:
    """The kernels of the first convolution: float32 (filters, height, width, channels); None without a convolution.

    None too where the first one is separable: it has no filters of all colours.
    """
    kinds = keras.layers.Conv2D, keras.layers.SeparableConv2D
    first = next((layer for layer in model.layers if isinstance(layer, kinds)), None)
    return np.moveaxis(np.asarray(first.kernel), -1, 0) if isinstance(first, keras.layers.Conv2D) else None
