"""From feature maps to a vector."""

from typing import ClassVar, Literal

from builder.design.network.layers.base import LAYERS, Layer, Shape, count, only


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
