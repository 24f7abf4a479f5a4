"""What a trained network says about images."""

import numpy as np

from builder.design.cost.evaluation import evaluation_batch
from builder.design.network.layers import count
from builder.engine.backend import keras, tf


def probabilities(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """The probability of each class: float32 (N, 10), for uint8 images (N, 32, 32, 3)."""
    batch_size = images_at_once(model)
    parts = [
        # Keras compiles this once a model; calling the model itself took half as long again.
        model.predict_on_batch(tf.cast(images[start : start + batch_size], tf.float32) / 255.0)
        for start in range(0, len(images), batch_size)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, model.output_shape[-1]), np.float32)


def images_at_once(model: keras.Model) -> int:
    """The images in a batch of validation or prediction."""
    return evaluation_batch([count(layer.output.shape[1:]) for layer in model.layers])
