"""What the sidebar edits. A block lowers to layers; nothing turns layers back into blocks."""

from typing import Annotated, Literal

from pydantic import Field

from builder.design.base import Value
from builder.design.network.layers import (
    L2,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Filters,
    Flatten,
    Initializer,
    KernelSize,
    Layer,
    MaxPooling2D,
    Rate,
    Shape,
    Units,
)

INPUT_SHAPE: Shape = (32, 32, 3)
CLASS_COUNT = 10
MAX_CONV_BLOCKS = 8
MAX_CONVOLUTIONS = 4
MAX_DENSE_BLOCKS = 4


class ConvBlock(Value):
    """Convolutions of one width, then (each optional) batch normalisation, pooling and dropout.

    `batch_normalization` is "none", "once" (after the last convolution, before the pool, as in the
    course's project 12) or "each" (after every convolution).
    """

    convolutions: Annotated[int, Field(ge=1, le=MAX_CONVOLUTIONS)] = 1
    filters: Filters = 32
    kernel_size: KernelSize = 3
    batch_normalization: Literal["none", "once", "each"] = "none"
    pooling: Literal["max", "average", "none"] = "max"
    dropout: Rate = 0.0
    l2: L2 = 0.0
    kernel_initializer: Initializer = "glorot_uniform"

    def lower(self) -> tuple[Layer, ...]:
        """The block as a flat sequence of layers."""
        layers: list[Layer] = []
        for number in range(1, self.convolutions + 1):
            layers.append(
                Conv2D(
                    filters=self.filters,
                    kernel_size=self.kernel_size,
                    kernel_initializer=self.kernel_initializer,
                    l2=self.l2,
                )
            )
            last = number == self.convolutions
            if self.batch_normalization == "each" or (self.batch_normalization == "once" and last):
                layers.append(BatchNormalization())
        if self.pooling == "max":
            layers.append(MaxPooling2D())
        elif self.pooling == "average":
            layers.append(AveragePooling2D())
        if self.dropout > 0:
            layers.append(Dropout(rate=self.dropout))
        return tuple(layers)


class DenseBlock(Value):
    """A dense layer with ReLU, then (each optional) batch normalisation and dropout."""

    units: Units = 32
    batch_normalization: bool = False
    dropout: Rate = 0.0
    l2: L2 = 0.0

    def lower(self) -> tuple[Layer, ...]:
        """The block as a flat sequence of layers."""
        layers: list[Layer] = [Dense(units=self.units, l2=self.l2)]
        if self.batch_normalization:
            layers.append(BatchNormalization())
        if self.dropout > 0:
            layers.append(Dropout(rate=self.dropout))
        return tuple(layers)


class Network(Value):
    """Conv blocks, Flatten, dense blocks, and the output: ten units with softmax."""

    conv_blocks: Annotated[tuple[ConvBlock, ...], Field(max_length=MAX_CONV_BLOCKS)] = (ConvBlock(),)
    dense_blocks: Annotated[tuple[DenseBlock, ...], Field(max_length=MAX_DENSE_BLOCKS)] = (DenseBlock(),)

    def blocks_with_layers(self) -> tuple[tuple[str, tuple[Layer, ...]], ...]:
        """Every part of the network by its place ("block 2", "flatten", "dense 1", "output") with its layers."""
        parts: list[tuple[str, tuple[Layer, ...]]] = []
        for number, conv_block in enumerate(self.conv_blocks, start=1):
            parts.append((f"block {number}", conv_block.lower()))
        parts.append(("flatten", (Flatten(),)))
        for number, dense_block in enumerate(self.dense_blocks, start=1):
            parts.append((f"dense {number}", dense_block.lower()))
        parts.append(("output", (Dense(units=CLASS_COUNT, activation="softmax"),)))
        return tuple(parts)

    def lower(self) -> tuple[Layer, ...]:
        """The whole network as a flat sequence of layers, input first."""
        return tuple(layer for _, layers in self.blocks_with_layers() for layer in layers)
