"""Every number times one factor."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from builder.design.network.layers.base import LAYERS, Arguments, Layer, Look

Scale = Annotated[float, Field(ge=0.0001, le=100.0)]


@LAYERS.register
class Rescaling(Layer):
    """Its input times `scale`."""

    kind: Literal["Rescaling"] = "Rescaling"
    look: ClassVar[Look | None] = Look("mark", "scale", "scaling", ("#4f7d1d",))
    scale: Scale

    def arguments(self) -> Arguments:
        return Arguments((self.scale,))
