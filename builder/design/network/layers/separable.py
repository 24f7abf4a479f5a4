"""The depthwise separable convolution."""

from typing import ClassVar, Literal

from builder.design.network.initializers import ConvInitializer
from builder.design.network.layers.base import (
    L2,
    LAYERS,
    ActivationName,
    Argument,
    Arguments,
    KernelInitializer,
    KernelPenalty,
    Layer,
    Look,
    Shape,
    count,
    image,
    output_arguments,
)
from builder.design.network.layers.convolution import Filters, KernelSize


@LAYERS.register
class SeparableConv2D(Layer):
    """A convolution of each map by itself, then one of 1x1 over all of them, with stride 1 and 'same' padding."""

    kind: Literal["SeparableConv2D"] = "SeparableConv2D"
    look: ClassVar[Look | None] = Look("box", "separable", "separable convolution", ("#2a93a6", "#84c3ce", "#1c6572"))
    seeded: ClassVar[Literal["kernel", "noise"] | None] = "kernel"
    filters: Filters
    kernel_size: KernelSize = 3
    activation: ActivationName = "relu"
    use_bias: bool = True
    kernel_initializer: ConvInitializer = "glorot_uniform"
    l2: L2 = 0.0

    def output_shape(self, *shapes: Shape) -> Shape:
        height, width, _ = image(self, shapes)
        return (height, width, self.filters)

    def trainable_parameters(self, *shapes: Shape) -> int:
        """kernel² for each input channel, input channels x filters, and one bias per filter."""
        _, _, channels = image(self, shapes)
        return (self.kernel_size**2 + self.filters) * channels + self.filters * self.use_bias

    def weights(self, *shapes: Shape) -> tuple[tuple[str, Shape], ...] | None:
        _, _, channels = image(self, shapes)
        depthwise = ("depthwise_kernel", (self.kernel_size, self.kernel_size, channels, 1))
        pointwise = ("pointwise_kernel", (1, 1, channels, self.filters))
        return (depthwise, pointwise, ("bias", (self.filters,))) if self.use_bias else (depthwise, pointwise)

    def multiply_adds(self, *shapes: Shape) -> int:
        """kernel² for each number of the input, and input channels for each number of the output."""
        height, width, channels = image(self, shapes)
        return height * width * channels * (self.kernel_size**2 + self.filters)

    def kept_activations(self, *shapes: Shape) -> int:
        """What each of the two convolutions gives."""
        return count(image(self, shapes)) + count(self.output_shape(*shapes))

    def arguments(self) -> Arguments:
        size = self.kernel_size
        parts: tuple[tuple[str, Literal[0, 1]], ...] = (("depthwise", 0), ("pointwise", 1))
        about_kernels: list[tuple[str, Argument]] = [
            (f"{name}_initializer", KernelInitializer(self.kernel_initializer, part)) for name, part in parts
        ]
        if self.l2 > 0:
            about_kernels += [(f"{name}_regularizer", KernelPenalty(self.l2)) for name, _ in parts]
        named = (("padding", "same"), *output_arguments(self.activation, self.use_bias), *about_kernels)
        return Arguments((self.filters, (size, size)), named)
