"""An activation as a layer of its own: where something stands between it and the layer that it belongs to."""

from typing import ClassVar, Literal

from builder.design.network.layers.base import LAYERS, ActivationName, Arguments, Layer, Look


@LAYERS.register
class Activation(Layer):
    """Bends each number by itself."""

    kind: Literal["Activation"] = "Activation"
    look: ClassVar[Look | None] = Look("mark", "bend", "activation", ("#b8860b",))
    activation: ActivationName

    def arguments(self) -> Arguments:
        return Arguments((self.activation,))
