"""Layers that merge the branches of a network."""

from typing import ClassVar, Literal

from builder.design.network.layers.base import LAYERS, Layer, Look, Shape, ShapeError


@LAYERS.register
class Add(Layer):
    """The sum of its inputs, as in a residual connection."""

    kind: Literal["Add"] = "Add"
    look: ClassVar[Look | None] = Look("mark", "sum", "sum of branches", ("#c0437c",))

    def output_shape(self, *shapes: Shape) -> Shape:
        if len(shapes) < 2 or len(set(shapes)) > 1:
            raise ShapeError(f"a sum takes two or more inputs of one shape, but {_listed(shapes)} reach it")
        return shapes[0]


@LAYERS.register
class Concatenate(Layer):
    """Its inputs concatenated along the channels."""

    kind: Literal["Concatenate"] = "Concatenate"
    look: ClassVar[Look | None] = Look("box", "join", "branches joined", ("#c0437c", "#dd93b5", "#862e57"))

    def output_shape(self, *shapes: Shape) -> Shape:
        if len(shapes) < 2 or len({shape[:-1] for shape in shapes}) > 1:
            raise ShapeError(f"joined branches may differ in channels only, but {_listed(shapes)} reach one place")
        return (*shapes[0][:-1], sum(shape[-1] for shape in shapes))


def _listed(shapes: tuple[Shape, ...]) -> str:
    return " and ".join("×".join(map(str, shape)) for shape in shapes) or "nothing"
