"""One pass through a network, layer by layer, in which a layer's output may be replaced by something else."""

from collections.abc import Mapping

import numpy as np

from builder.design.cost.summary import Row
from builder.design.network.graph import IMAGES
from builder.engine.backend import keras, tf
from builder.engine.inside.network import as_input
from builder.engine.predict import images_at_once


def passed(
    model: keras.Model,
    rows: tuple[Row, ...],
    images: np.ndarray,
    wanted: int,
    given: Mapping[int, np.ndarray] | None = None,
) -> np.ndarray:
    """What row number `wanted` of the summary gives for `images`, uint8 (N, height, width, channels).

    `given` are outputs (N, …) of earlier rows by their numbers, which stand in for what those would give. What nothing
    wanted depends on any more is not computed.
    """
    size = images_at_once(model)
    parts = []
    for start in range(0, len(images), size):
        part = slice(start, start + size)
        known = {number: tf.constant(output[part]) for number, output in (given or {}).items()}
        known[IMAGES] = as_input(images[part])
        parts.append(np.asarray(output_of(model, rows, wanted, known)))
    return np.concatenate(parts)


def output_of(model: keras.Model, rows: tuple[Row, ...], number: int, known: dict[int, "tf.Tensor"]) -> "tf.Tensor":
    """The output of one row, from `known` outputs by number (IMAGES: the images); what is computed is kept there."""
    if number not in known:
        inputs = [output_of(model, rows, taken, known) for taken in rows[number].inputs]
        layer = model.get_layer(rows[number].name)
        known[number] = layer(inputs[0] if len(inputs) == 1 else inputs, training=False)
    return known[number]
