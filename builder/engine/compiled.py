"""Whether this TensorFlow can compile functions."""

import functools

from builder.engine.backend import tf


@functools.cache
def can_compile() -> bool:
    """Some of TensorFlow's packages come without XLA."""
    try:
        tf.function(lambda number: number + 1, jit_compile=True)(tf.constant(1))
    except tf.errors.OpError:
        return False
    return True
