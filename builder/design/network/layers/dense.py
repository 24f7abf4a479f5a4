"""The dense layer."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from builder.design.network.initializers import DenseInitializer
from builder.design.network.layers.base import (
    L2,
    LAYERS,
    ActivationName,
    Arguments,
    Layer,
    Look,
    Shape,
    ShapeError,
    only,
    weight_arguments,
)

Units = Annotated[int, Field(ge=1, le=4096)]


@LAYERS.register
class Dense(Layer):
    """A fully connected layer, its activation included."""

    kind: Literal["Dense"] = "Dense"
    look: ClassVar[Look | None] = Look("box", "dense", "dense", ("#2f9e74", "#7dc2a7", "#206b4f"))
    seeded: ClassVar[Literal["kernel", "noise"] | None] = "kernel"
    units: Units
    activation: ActivationName = "relu"
    use_bias: bool = True
    kernel_initializer: DenseInitializer = "glorot_uniform"
    l2: L2 = 0.0

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = only(self, shapes)
        if len(shape) != 1:
            raise ShapeError(f"a dense layer takes a vector, but an input of {len(shape)} dimensions reaches it")
        return (self.units,)

    def trainable_parameters(self, *shapes: Shape) -> int:
        """One weight for every pair of input and unit, and one bias per unit."""
        return only(self, shapes)[0] * self.units + self.units * self.use_bias

    def weights(self, *shapes: Shape) -> tuple[tuple[str, Shape], ...] | None:
        kernel = (only(self, shapes)[0], self.units)
        return (("kernel", kernel), ("bias", (self.units,))) if self.use_bias else (("kernel", kernel),)

    def multiply_adds(self, *shapes: Shape) -> int:
        return only(self, shapes)[0] * self.units

    def arguments(self) -> Arguments:
        named = weight_arguments(self.activation, self.use_bias, self.kernel_initializer, self.l2)
        return Arguments((self.units,), named)
