"""One frozen class per Keras layer kind, and LAYER_KINDS, the one table of them.

A layer knows its own arithmetic: the shape it gives, its parameters and its multiply-adds.
Shapes are (height, width, channels) or (units,), always without the batch dimension.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from builder.design.base import Value

Shape = tuple[int, ...]

KernelSize = Literal[1, 3, 5, 7]
Initializer = Literal["glorot_uniform", "glorot_normal", "he_uniform", "he_normal"]
Activation = Literal["relu", "softmax"]

Filters = Annotated[int, Field(ge=1, le=1024)]
Units = Annotated[int, Field(ge=1, le=4096)]
Rate = Annotated[float, Field(ge=0.0, le=0.9)]
L2 = Annotated[float, Field(ge=0.0, le=0.1)]


class ShapeError(ValueError):
    """A layer cannot take the shape that reaches it; the message shows the arithmetic."""


class _Layer(Value):
    """What every layer answers; the defaults are those of a layer without weights.

    `snake_name` is the stem of the name that Keras gives such a layer.
    """

    snake_name: ClassVar[str]

    def output_shape(self, shape: Shape) -> Shape:
        """The shape of one output image or vector for one input of `shape`; raises ShapeError."""
        return shape

    def trainable_parameters(self, shape: Shape) -> int:
        """How many numbers training may change."""
        return 0

    def frozen_parameters(self, shape: Shape) -> int:
        """How many numbers are kept with the layer but not changed by gradients."""
        return 0

    def multiply_adds(self, shape: Shape) -> int:
        """Multiply-adds for one input in the forward pass; only products with weights are counted."""
        return 0

    def kept_activations(self, shape: Shape) -> int:
        """Numbers that one input leaves in memory until its gradient has been computed."""
        return count(self.output_shape(shape))


class Conv2D(_Layer):
    """A convolution with stride 1 and 'same' padding, its activation included."""

    kind: Literal["Conv2D"] = "Conv2D"
    snake_name: ClassVar[str] = "conv2d"
    filters: Filters
    kernel_size: KernelSize = 3
    activation: Activation = "relu"
    kernel_initializer: Initializer = "glorot_uniform"
    l2: L2 = 0.0

    def output_shape(self, shape: Shape) -> Shape:
        height, width, _ = _image(self, shape)
        return (height, width, self.filters)

    def trainable_parameters(self, shape: Shape) -> int:
        """kernel² x input channels x filters, and one bias a filter."""
        return self.kernel_size**2 * shape[2] * self.filters + self.filters

    def multiply_adds(self, shape: Shape) -> int:
        """kernel² x input channels for each number of the output."""
        return self.kernel_size**2 * shape[2] * count(self.output_shape(shape))


class _Pooling2D(_Layer):
    pool_size: Literal[2] = 2

    def output_shape(self, shape: Shape) -> Shape:
        height, width, channels = _image(self, shape)
        if height < self.pool_size or width < self.pool_size:
            raise ShapeError(
                f"pooling takes {self.pool_size}×{self.pool_size} patches, but the map that reaches it "
                f"is only {height}×{width}"
            )
        return (height // self.pool_size, width // self.pool_size, channels)


class MaxPooling2D(_Pooling2D):
    """The largest of each 2x2 patch."""

    kind: Literal["MaxPooling2D"] = "MaxPooling2D"
    snake_name: ClassVar[str] = "max_pooling2d"


class AveragePooling2D(_Pooling2D):
    """The mean of each 2x2 patch."""

    kind: Literal["AveragePooling2D"] = "AveragePooling2D"
    snake_name: ClassVar[str] = "average_pooling2d"


class BatchNormalization(_Layer):
    """Batch normalisation over the last axis, with Keras's defaults (momentum 0.99, epsilon 0.001)."""

    kind: Literal["BatchNormalization"] = "BatchNormalization"
    snake_name: ClassVar[str] = "batch_normalization"

    def trainable_parameters(self, shape: Shape) -> int:
        """A scale (gamma) and an offset (beta) a channel."""
        return 2 * shape[-1]

    def frozen_parameters(self, shape: Shape) -> int:
        """A moving mean and a moving variance a channel."""
        return 2 * shape[-1]


class Dropout(_Layer):
    """Sets a share of its inputs to zero while training, and does nothing otherwise."""

    kind: Literal["Dropout"] = "Dropout"
    snake_name: ClassVar[str] = "dropout"
    rate: Rate


class Flatten(_Layer):
    """An image as one long vector."""

    kind: Literal["Flatten"] = "Flatten"
    snake_name: ClassVar[str] = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        return (count(shape),)

    def kept_activations(self, shape: Shape) -> int:
        """None of its own: flattening only reads the same memory in another shape."""
        return 0


class Dense(_Layer):
    """A fully connected layer, its activation included."""

    kind: Literal["Dense"] = "Dense"
    snake_name: ClassVar[str] = "dense"
    units: Units
    activation: Activation = "relu"
    kernel_initializer: Initializer = "glorot_uniform"
    l2: L2 = 0.0

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise ShapeError(f"a dense layer takes a vector, but an input of {len(shape)} dimensions reaches it")
        return (self.units,)

    def trainable_parameters(self, shape: Shape) -> int:
        """One weight for every pair of input and unit, and one bias a unit."""
        return shape[0] * self.units + self.units

    def multiply_adds(self, shape: Shape) -> int:
        return shape[0] * self.units


#: Every layer kind, by the name of its Keras class. A new kind is one class above and one line here.
LAYER_KINDS: dict[str, type[_Layer]] = {
    "Conv2D": Conv2D,
    "MaxPooling2D": MaxPooling2D,
    "AveragePooling2D": AveragePooling2D,
    "BatchNormalization": BatchNormalization,
    "Dropout": Dropout,
    "Flatten": Flatten,
    "Dense": Dense,
}

Layer = Conv2D | MaxPooling2D | AveragePooling2D | BatchNormalization | Dropout | Flatten | Dense


def count(shape: Shape) -> int:
    """How many numbers an array of `shape` holds."""
    numbers = 1
    for length in shape:
        numbers *= length
    return numbers


def _image(layer: _Layer, shape: Shape) -> Shape:
    if len(shape) != 3:
        raise ShapeError(f"{type(layer).__name__} takes an image, but a vector of {shape[0]} numbers reaches it")
    return shape
