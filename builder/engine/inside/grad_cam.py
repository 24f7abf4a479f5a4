"""Grad-CAM (Selvaraju et al. 2017, arXiv 1610.02391): where in the picture the evidence for a class was."""

from collections.abc import Sequence

import numpy as np

from builder.engine.backend import keras, tf
from builder.engine.inside.network import as_input, looking_model


def grad_cams(model: keras.Model, image: np.ndarray, classes: Sequence[int], layer: str) -> np.ndarray:
    """For each of `classes` the Grad-CAM of `image`, uint8 (height, width, channels), at the layer's maps.

    float32 (classes, map height, map width) from 0 to 1. Each map of the layer is weighted by its mean gradient of the
    class's softmax probability; the weighted sum's negative part is cut off, and the rest divided by its largest value.
    All zeros where no place speaks for the class.
    """
    maps, weights = _maps_and_weights(model, np.repeat(image[np.newaxis], len(classes), axis=0), classes, layer)
    cams = np.maximum((maps * weights[:, np.newaxis, np.newaxis, :]).sum(axis=-1), 0.0)
    largest = cams.max(axis=(1, 2), keepdims=True)
    return np.divide(cams, largest, out=np.zeros_like(cams), where=largest > 0)


def _maps_and_weights(
    model: keras.Model, images: np.ndarray, classes: Sequence[int], layer: str
) -> tuple[np.ndarray, np.ndarray]:
    output = model.layers[-1]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        batch = as_input(images)
        tape.watch(batch)
        maps, features = looking_model(model, (layer, output.name))(batch, training=False)
        logits = tf.linalg.matmul(features, output.kernel) + output.bias
        score = _probability_up_to_scale(logits, tf.one_hot(classes, logits.shape[-1]))
    gradients = tape.gradient(score, maps)
    return maps.numpy(), tf.reduce_mean(gradients, axis=(1, 2)).numpy()


def _probability_up_to_scale(logits: "tf.Tensor", chosen: "tf.Tensor") -> "tf.Tensor":
    """Something whose gradient is that of the chosen class's softmax probability p, divided by p (1 - p).

    dp/dx = p sum over the others j of p_j d(z - z_j)/dx. A map is divided by its maximum, so the factor does not
    matter; but where the network is sure, 1 - p is less than float32 can tell from 0, and the gradient would be lost.
    """
    others = tf.stop_gradient(tf.nn.softmax(logits - 1e9 * chosen))
    return tf.reduce_sum((chosen - others) * logits, axis=-1)
