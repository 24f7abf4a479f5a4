"""The convolution."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from builder.design.network.initializers import ConvInitializer
from builder.design.network.layers.base import (
    L2,
    LAYERS,
    ActivationName,
    Arguments,
    Layer,
    Look,
    Shape,
    ShapeError,
    count,
    image,
    weight_arguments,
)

KernelSize = Literal[1, 3, 5, 7]
Filters = Annotated[int, Field(ge=1, le=1024)]


@LAYERS.register
class Conv2D(Layer):
    """A convolution with stride 1, its activation included.

    The kernel of a `fitted` one is computed from the training images, and stays as it is.
    """

    kind: Literal["Conv2D"] = "Conv2D"
    look: ClassVar[Look | None] = Look("box", "conv", "convolution", ("#3d86d8", "#86b2e6", "#295b93"))
    seeded: ClassVar[Literal["kernel", "noise"] | None] = "kernel"
    filters: Filters
    kernel_size: KernelSize | Literal[2] = 3
    padding: Literal["same", "valid"] = "same"
    activation: ActivationName = "relu"
    use_bias: bool = True
    kernel_initializer: ConvInitializer = "glorot_uniform"
    l2: L2 = 0.0
    fitted: bool = False

    def output_shape(self, *shapes: Shape) -> Shape:
        height, width, _ = image(self, shapes)
        lost = 0 if self.padding == "same" else self.kernel_size - 1
        if height <= lost or width <= lost:
            raise ShapeError(
                f"the convolution takes {self.kernel_size}×{self.kernel_size} patches, but the map that reaches it "
                f"is only {height}×{width}"
            )
        return (height - lost, width - lost, self.filters)

    def trainable_parameters(self, *shapes: Shape) -> int:
        """kernel² x input channels x filters unless it is fitted, and one bias per filter."""
        return (not self.fitted) * self._kernel_numbers(*shapes) + self.filters * self.use_bias

    def non_trainable_parameters(self, *shapes: Shape) -> int:
        return self.fitted * self._kernel_numbers(*shapes)

    def _kernel_numbers(self, *shapes: Shape) -> int:
        _, _, channels = image(self, shapes)
        return self.kernel_size**2 * channels * self.filters

    def weights(self, *shapes: Shape) -> tuple[tuple[str, Shape], ...] | None:
        _, _, channels = image(self, shapes)
        kernel = (self.kernel_size, self.kernel_size, channels, self.filters)
        return (("kernel", kernel), ("bias", (self.filters,))) if self.use_bias else (("kernel", kernel),)

    def multiply_adds(self, *shapes: Shape) -> int:
        """kernel² x input channels for each number of the output."""
        _, _, channels = image(self, shapes)
        return self.kernel_size**2 * channels * count(self.output_shape(*shapes))

    def arguments(self) -> Arguments:
        size = self.kernel_size
        about_weights = weight_arguments(self.activation, self.use_bias, self.kernel_initializer, self.l2)
        return Arguments((self.filters, (size, size)), (("padding", self.padding), *about_weights))
