"""What a trained network says about images."""

import numpy as np

from builder.engine.backend import keras, tf
from builder.engine.pipeline import EVALUATION_BATCH


def probabilities(model: keras.Model, images: np.ndarray, batch_size: int = EVALUATION_BATCH) -> np.ndarray:
    """The probability of each class: float32 (N, 10), for uint8 images (N, 32, 32, 3)."""
    parts = [
        # Keras compiles this once a model; calling the model itself took half as long again.
        model.predict_on_batch(tf.cast(images[start : start + batch_size], tf.float32) / 255.0)
        for start in range(0, len(images), batch_size)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, model.output_shape[-1]), np.float32)
