"""Dropout."""

from typing import ClassVar, Literal

from builder.design.network.layers.base import LAYERS, Arguments, Layer, Look, Rate


@LAYERS.register
class Dropout(Layer):
    """Sets a share of its inputs to zero while training, and does nothing otherwise."""

    kind: Literal["Dropout"] = "Dropout"
    look: ClassVar[Look | None] = Look("mark", "drop", "dropout", ("currentColor",))
    seeded: ClassVar[Literal["kernel", "noise"] | None] = "noise"
    rate: Rate

    def arguments(self) -> Arguments:
        return Arguments((self.rate,))
