"""How a convolution comes to one number of its maps."""

from typing import NamedTuple

import numpy as np

from builder.design.cost.summary import Row
from builder.design.network.graph import IMAGES
from builder.engine.backend import keras
from builder.engine.inside.network import as_input
from builder.engine.inside.passing import output_of


class OneValue(NamedTuple):
    """What the convolution takes and gives at one place, all in float32.

    `inputs` (height, width, channels) is all that reaches it, `window` (size, size, channels) what lies under its
    kernel, with zeros outside of the maps, `kernel` has the window's shape. The sum of their products and the `bias`,
    after the activation, is the number at the place in `output` (height, width).
    """

    inputs: np.ndarray
    window: np.ndarray
    kernel: np.ndarray
    bias: float
    output: np.ndarray


def one_value(
    model: keras.Model, rows: tuple[Row, ...], number: int, image: np.ndarray, channel: int, place: tuple[int, int]
) -> OneValue:
    """Of row `number` of the summary, a Conv2D: map `channel` at `place` (row, column), all counted from 0.

    `image` is uint8 (height, width, channels).
    """
    known = {IMAGES: as_input(image[np.newaxis])}
    output = np.asarray(output_of(model, rows, number, known), np.float32)[0, :, :, channel]
    inputs = np.asarray(known[rows[number].inputs[0]], np.float32)[0]
    layer = model.get_layer(rows[number].name)
    kernel = np.asarray(layer.kernel, np.float32)[..., channel]
    bias = float(np.asarray(layer.bias)[channel]) if layer.use_bias else 0.0
    return OneValue(inputs, _window(inputs, len(kernel), place), kernel, bias, output)


def _window(inputs: np.ndarray, size: int, place: tuple[int, int]) -> np.ndarray:
    """The square of `size` around the place; a Conv2D here has stride 1 and padding "same", and its size is odd."""
    beside = size // 2
    padded = np.pad(inputs, ((beside, beside), (beside, beside), (0, 0)))
    row, column = place
    return padded[row : row + size, column : column + size]
