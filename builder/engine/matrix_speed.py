"""How fast this machine multiplies matrices: the most that a training could reach."""

import time

from builder.engine.backend import tf

#: Rows and columns of the matrices: large enough that all cores have work, and the caches are used well.
SIZE = 2048
#: The products are repeated for about so long.
SECONDS = 0.5


def matrix_speed(precision: str) -> float:
    """Multiply-adds per second of products of large matrices, in the number format that layers compute in."""
    kind = tf.bfloat16 if precision == "mixed_bfloat16" else tf.float32
    one, other = (tf.cast(tf.random.stateless_normal((SIZE, SIZE), (0, seed)), kind) for seed in (1, 2))
    tf.linalg.matmul(one, other).numpy()  # the first one is slower
    began, products = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        tf.linalg.matmul(one, other).numpy()
        products += 1
    return products * SIZE**3 / (time.perf_counter() - began)
