"""Grad-CAM (Selvaraju et al. 2017, arXiv 1610.02391): where in the picture the evidence for a class was."""

from collections.abc import Callable, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from builder.engine.backend import keras, tf
from builder.engine.inside.network import as_input, looking_model

#: Takes images and their classes as rows of 0 and one 1; gives a layer's maps and their weights.
MapsAndWeights = Callable[["tf.Tensor", "tf.Tensor"], tuple["tf.Tensor", "tf.Tensor"]]

#: For each network and layer, what computes its maps and their weights; it goes when the network goes.
_COMPILED: "WeakKeyDictionary[keras.Model, dict[str, MapsAndWeights]]" = WeakKeyDictionary()


def grad_cams(model: keras.Model, image: np.ndarray, classes: Sequence[int], layer: str) -> np.ndarray:
    """For each of `classes` the Grad-CAM of `image`, uint8 (height, width, channels), at the layer's maps.

    float32 (classes, map height, map width) from 0 to 1. Each map of the layer is weighted by its mean gradient of the
    class's softmax probability; the weighted sum's negative part is cut off, and the rest divided by its largest value.
    All zeros where no place speaks for the class.
    """
    return grad_cams_of(model, np.repeat(image[np.newaxis], len(classes), axis=0), classes, layer)


def grad_cams_of(model: keras.Model, images: np.ndarray, classes: Sequence[int], layer: str) -> np.ndarray:
    """The Grad-CAM of each of `images` for its own one of `classes`: float32 (N, map height, map width)."""
    maps, weights = _maps_and_weights(model, images, classes, layer)
    cams = np.maximum((maps * weights[:, np.newaxis, np.newaxis, :]).sum(axis=-1), 0.0)
    largest = cams.max(axis=(1, 2), keepdims=True)
    return np.divide(cams, largest, out=np.zeros_like(cams), where=largest > 0)


def layers_with_a_map(model: keras.Model, image: np.ndarray, place: int, layers: Sequence[str]) -> tuple[str, ...]:
    """Those of `layers`, in their order, at which the Grad-CAM of class number `place` is not all zeros.

    One backward pass for all of them. It is not compiled, as it is seldom asked for.
    """
    if not layers:
        return ()
    batch, looking = as_input(image[np.newaxis]), looking_model(model, (*layers, model.layers[-1].name))
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(batch)
        *outputs, features = looking(batch, training=False)
        score = _score(model, features, tf.one_hot([place], model.output_shape[-1]))
    found = []
    for name, maps, gradient in zip(layers, outputs, tape.gradient(score, outputs), strict=True):
        weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
        if tf.reduce_any(tf.reduce_sum(maps * weights, axis=-1) > 0):
            found.append(name)
    return tuple(found)


def _maps_and_weights(
    model: keras.Model, images: np.ndarray, classes: Sequence[int], layer: str
) -> tuple[np.ndarray, np.ndarray]:
    compiled = _COMPILED.setdefault(model, {})
    if layer not in compiled:
        compiled[layer] = _compiled(model, layer)
    maps, weights = compiled[layer](as_input(images), tf.one_hot(classes, model.output_shape[-1]))
    return maps.numpy(), weights.numpy()


def _compiled(model: keras.Model, layer: str) -> MapsAndWeights:
    """What gives this layer's maps and their weights.

    Compiled by TensorFlow, one Grad-CAM of project 15 takes 10 ms instead of 37, and growth has one for each snapshot.
    """
    looking = looking_model(model, (layer, model.layers[-1].name))

    def maps_and_weights(batch: "tf.Tensor", chosen: "tf.Tensor") -> tuple["tf.Tensor", "tf.Tensor"]:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(batch)
            maps, features = looking(batch, training=False)
            score = _score(model, features, chosen)
        return maps, tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2))

    shapes = [(None, *model.input_shape[1:]), (None, model.output_shape[-1])]
    return tf.function(maps_and_weights, input_signature=[tf.TensorSpec(shape, tf.float32) for shape in shapes])


def _logits(output: keras.Layer, features: "tf.Tensor") -> "tf.Tensor":
    """What softmax takes: computed by the last layer itself, or what reaches it where it is softmax alone."""
    if not hasattr(output, "kernel"):
        return features
    logits = tf.linalg.matmul(features, output.kernel)
    return logits + output.bias if output.use_bias else logits


def _score(model: keras.Model, features: "tf.Tensor", chosen: "tf.Tensor") -> "tf.Tensor":
    """The score of the chosen classes; `features` reach the network's last layer."""
    return _probability_up_to_scale(_logits(model.layers[-1], features), chosen)


def _probability_up_to_scale(logits: "tf.Tensor", chosen: "tf.Tensor") -> "tf.Tensor":
    """Something whose gradient is that of the chosen class's softmax probability p, divided by p (1 - p).

    dp/dx = p sum over the others j of p_j d(z - z_j)/dx. A map is divided by its maximum, so the factor does not
    matter; but where the network is sure, 1 - p is less than float32 can tell from 0, and the gradient would be lost.
    """
    others = tf.stop_gradient(tf.nn.softmax(logits - 1e9 * chosen))
    return tf.reduce_sum((chosen - others) * logits, axis=-1)
