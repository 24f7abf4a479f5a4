"""A network as something to look into: its input in Keras's form, and what reaches a layer or comes out of it."""

from weakref import WeakKeyDictionary

import numpy as np

from builder.engine.backend import keras, tf

#: The looking models of each network, by the names of their layers; they go when the network goes.
_LOOKING: "WeakKeyDictionary[keras.Model, dict[tuple[str, ...], keras.Model]]" = WeakKeyDictionary()


def as_input(images: np.ndarray) -> "tf.Tensor":
    """float32 from 0 to 1 of uint8 (N, height, width, channels), as the network was trained on."""
    return tf.cast(images, tf.float32) / 255.0


def looking_model(model: keras.Model, layers: tuple[str, ...]) -> keras.Model:
    """A model with the same layers that gives the output of each layer named; of the output layer what reaches it."""
    known = _LOOKING.setdefault(model, {})
    if layers not in known:
        named = [model.get_layer(name) for name in layers]
        outputs = [layer.input if layer is model.layers[-1] else layer.output for layer in named]
        known[layers] = keras.Model(model.inputs, outputs)
    return known[layers]
