"""The convolution."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from builder.design.network.layers.base import (
    L2,
    LAYERS,
    Activation,
    Arguments,
    Initializer,
    Layer,
    Look,
    Shape,
    count,
    image,
    weight_arguments,
)

KernelSize = Literal[1, 3, 5, 7]
Filters = Annotated[int, Field(ge=1, le=1024)]


@LAYERS.register
class Conv2D(Layer):
    """A convolution with stride 1 and 'same' padding, its activation included."""

    kind: Literal["Conv2D"] = "Conv2D"
    look: ClassVar[Look | None] = Look("box", "conv", "convolution", ("#3d86d8", "#86b2e6", "#295b93"))
    seeded: ClassVar[Literal["kernel", "noise"] | None] = "kernel"
    filters: Filters
    kernel_size: KernelSize = 3
    activation: Activation = "relu"
    kernel_initializer: Initializer = "glorot_uniform"
    l2: L2 = 0.0

    def output_shape(self, *shapes: Shape) -> Shape:
        height, width, _ = image(self, shapes)
        return (height, width, self.filters)

    def trainable_parameters(self, *shapes: Shape) -> int:
        """kernel² x input channels x filters, and one bias per filter."""
        _, _, channels = image(self, shapes)
        return self.kernel_size**2 * channels * self.filters + self.filters

    def weights(self, *shapes: Shape) -> tuple[tuple[str, Shape], ...] | None:
        _, _, channels = image(self, shapes)
        kernel = (self.kernel_size, self.kernel_size, channels, self.filters)
        return ("kernel", kernel), ("bias", (self.filters,))

    def multiply_adds(self, *shapes: Shape) -> int:
        """kernel² x input channels for each number of the output."""
        _, _, channels = image(self, shapes)
        return self.kernel_size**2 * channels * count(self.output_shape(*shapes))

    def arguments(self) -> Arguments:
        size = self.kernel_size
        about_weights = weight_arguments(self.kernel_initializer, self.l2)
        named = (("padding", "same"), ("activation", self.activation), *about_weights)
        return Arguments((self.filters, (size, size)), named)
