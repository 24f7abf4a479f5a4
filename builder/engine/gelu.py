"""GELU while a network trains: the function and its slope each as one compiled loop.

Keras computes it as a chain of operations, one pass over memory each, with an erfc that uses no vector instructions.
The loops compute the same in float32, whatever the network computes in: the results differ by rounding only.
"""

import functools
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from builder.engine.backend import keras, tf
from builder.engine.compiled import can_compile

_ROOT_HALF = math.sqrt(0.5)
#: Of the normal distribution's density at 0.
_PEAK = 1 / math.sqrt(2 * math.pi)


def train_with_compiled_gelu(model: keras.Model) -> None:
    """Lets the steps of training use the compiled loops; evaluation and prediction stay Keras's own."""
    layers = [layer for layer in model.layers if getattr(layer, "activation", None) is keras.activations.gelu]
    if not layers or not can_compile():
        return
    step: Callable[[tuple[tf.Tensor, ...]], Mapping[str, tf.Tensor]] = model.train_step

    def train_step(data: tuple[tf.Tensor, ...]) -> Mapping[str, tf.Tensor]:
        with _by_loops(layers):  # while TensorFlow notes down the step's operations
            return step(data)

    model.train_step = train_step


@contextmanager
def _by_loops(layers: list[keras.Layer]) -> Iterator[None]:
    for layer in layers:
        layer.activation = compiled_gelu
    try:
        yield
    finally:
        for layer in layers:
            layer.activation = keras.activations.gelu


@tf.custom_gradient
def compiled_gelu(values: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
    """x·Φ(x) of float32 or bfloat16 values of any shape, in their number format.

    Φ is the standard normal distribution function: D. Hendrycks and K. Gimpel, arXiv 1606.08415, equation 2.
    """
    shape = values.shape

    def slope(upstream: tf.Tensor) -> tf.Tensor:
        return tf.ensure_shape(_slope(values, upstream), shape)

    return tf.ensure_shape(_values(values), shape), slope


_compiled = functools.partial(tf.function, jit_compile=True, autograph=False)


@_compiled
def _values(values: tf.Tensor) -> tf.Tensor:
    x = tf.cast(values, tf.float32)
    return tf.cast(x * _distribution(x), values.dtype)


@_compiled
def _slope(values: tf.Tensor, upstream: tf.Tensor) -> tf.Tensor:
    """The derivative Φ(x) + x·φ(x), times what comes from above."""
    x = tf.cast(values, tf.float32)
    derivative = _distribution(x) + x * _PEAK * tf.exp(-0.5 * x * x)
    return tf.cast(derivative * tf.cast(upstream, tf.float32), values.dtype)


def _distribution(x: tf.Tensor) -> tf.Tensor:
    return 0.5 + 0.5 * tf.math.erf(x * _ROOT_HALF)
