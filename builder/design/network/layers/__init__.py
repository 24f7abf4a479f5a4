"""The kinds of layers, one file per family. Each class registers itself in LAYERS on import."""

from builder.design.network.layers import convolution, dense, dropout, merging, normalization, pooling, reshaping
from builder.design.network.layers.base import LAYERS, Layer, Shape, ShapeError, count

__all__ = [
    "LAYERS",
    "Layer",
    "Shape",
    "ShapeError",
    "convolution",
    "count",
    "dense",
    "dropout",
    "merging",
    "normalization",
    "pooling",
    "reshaping",
]
