"""A trained network's predictions."""

from typing import Any

import numpy as np

from builder.design.cost.evaluation import evaluation_batch
from builder.design.network.layers.base import count
from builder.engine.backend import keras, tf


def probabilities(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """The probability of each class: float32 (N, classes), for uint8 images (N, height, width, channels)."""
    batch_size = images_at_once(model)
    _trace_once(model)
    parts = [
        # Keras compiles this once per model; calling the model itself took half as long again.
        model.predict_on_batch(tf.cast(images[start : start + batch_size], tf.float32) / 255.0)
        for start in range(0, len(images), batch_size)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, model.output_shape[-1]), np.float32)


def _trace_once(model: keras.Model) -> None:
    """Traces prediction for batches of any size; else TensorFlow does so for the first size, and again for others."""
    if model.predict_function is None:
        model.make_predict_function()
        function: Any = model.predict_function
        function.get_concrete_function([(tf.TensorSpec((None, *model.input_shape[1:]), tf.float32),)])


def images_at_once(model: keras.Model) -> int:
    """The images in a batch of validation or prediction."""
    outputs = [layer.output for layer in model.layers]
    inputs = [[place for place, output in enumerate(outputs) if _takes(layer, output)] for layer in model.layers]
    return evaluation_batch([count(output.shape[1:]) for output in outputs], inputs)


def _takes(layer: keras.Layer, output: keras.KerasTensor) -> bool:
    """Whether this output of another layer is one of the layer's inputs."""
    is_source = isinstance(layer, keras.layers.InputLayer)
    return not is_source and any(taken is output for taken in keras.tree.flatten(layer.input))
