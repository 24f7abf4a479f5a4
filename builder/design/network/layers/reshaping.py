"""From feature maps to a vector."""

from typing import ClassVar, Literal

from builder.design.network.layers.base import LAYERS, Layer, Look, Shape, count, image, only


@LAYERS.register
class Flatten(Layer):
    """An image as one long vector."""

    kind: Literal["Flatten"] = "Flatten"
    role: ClassVar[Literal["pooling", "to_vector"] | None] = "to_vector"
    option: ClassVar[str] = "flatten"

    def output_shape(self, *shapes: Shape) -> Shape:
        return (count(only(self, shapes)),)

    def kept_activations(self, *shapes: Shape) -> int:
        """None of its own: flattening only views the same memory in another shape."""
        return 0


class _GlobalPooling2D(Layer):
    role: ClassVar[Literal["pooling", "to_vector"] | None] = "to_vector"
    look: ClassVar[Look | None] = Look("box", "global", "global pooling", ("#b5651d", "#d8a679", "#7a4413"))

    def output_shape(self, *shapes: Shape) -> Shape:
        return (image(self, shapes)[2],)


@LAYERS.register
class GlobalAveragePooling2D(_GlobalPooling2D):
    """The mean of each map."""

    kind: Literal["GlobalAveragePooling2D"] = "GlobalAveragePooling2D"
    option: ClassVar[str] = "global_average"


@LAYERS.register
class GlobalMaxPooling2D(_GlobalPooling2D):
    """The largest value of each map."""

    kind: Literal["GlobalMaxPooling2D"] = "GlobalMaxPooling2D"
    option: ClassVar[str] = "global_max"
