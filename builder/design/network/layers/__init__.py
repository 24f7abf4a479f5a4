"""The kinds of layers, one file per family. Each class registers itself in LAYERS on import."""

from builder.design.network.layers import (
    activation,
    convolution,
    dense,
    dropout,
    merging,
    normalization,
    pooling,
    rescaling,
    reshaping,
    separable,
)
from builder.design.network.layers.base import LAYERS, Layer, Shape, ShapeError, count

__all__ = [
    "LAYERS",
    "Layer",
    "Shape",
    "ShapeError",
    "activation",
    "convolution",
    "count",
    "dense",
    "dropout",
    "merging",
    "normalization",
    "pooling",
    "rescaling",
    "reshaping",
    "separable",
]
