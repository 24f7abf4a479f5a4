"""Pooling: reduces each small patch of a feature map to one value."""

from typing import ClassVar, Literal

from builder.design.network.layers.base import LAYERS, Arguments, Layer, Look, Shape, ShapeError, image


class _Pooling2D(Layer):
    role: ClassVar[Literal["pooling", "to_vector"] | None] = "pooling"
    look: ClassVar[Look | None] = Look("box", "pool", "pooling", ("#d07f2e", "#e2ae7b", "#8d561f"))
    pool_size: Literal[2] = 2

    def output_shape(self, *shapes: Shape) -> Shape:
        height, width, channels = image(self, shapes)
        if height < self.pool_size or width < self.pool_size:
            raise ShapeError(
                f"pooling takes {self.pool_size}×{self.pool_size} patches, but the map that reaches it "
                f"is only {height}×{width}"
            )
        return (height // self.pool_size, width // self.pool_size, channels)

    def arguments(self) -> Arguments:
        return Arguments(((self.pool_size, self.pool_size),))


@LAYERS.register
class MaxPooling2D(_Pooling2D):
    """The largest of each 2x2 patch."""

    kind: Literal["MaxPooling2D"] = "MaxPooling2D"
    option: ClassVar[str] = "max"


@LAYERS.register
class AveragePooling2D(_Pooling2D):
    """The mean of each 2x2 patch."""

    kind: Literal["AveragePooling2D"] = "AveragePooling2D"
    option: ClassVar[str] = "average"
