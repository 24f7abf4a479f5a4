"""Convolutions that begin as a partial identity (Dirac kernels)."""

import numpy as np

from builder.engine.backend import keras


def pass_through(layer: keras.Layer) -> None:
    """The layer's first filters give the channels that come in as they are; the others stay as drawn.

    `layer` is a Conv2D or SeparableConv2D; of the latter, the window over each map gives that map. An exported script
    has the same function (`export/seeded_code.py`), and a test holds the two equal.
    """
    last = layer.pointwise_kernel if hasattr(layer, "pointwise_kernel") else layer.kernel
    if hasattr(layer, "depthwise_kernel"):
        depthwise = np.zeros(layer.depthwise_kernel.shape, np.float32)
        depthwise[len(depthwise) // 2, len(depthwise) // 2] = 1
        layer.depthwise_kernel.assign(depthwise)
    kernel = np.asarray(last).copy()
    middle, passed = len(kernel) // 2, np.arange(min(kernel.shape[2:]))
    kernel[..., passed] = 0
    kernel[middle, middle, passed, passed] = 1
    last.assign(kernel)
