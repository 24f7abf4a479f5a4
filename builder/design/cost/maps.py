"""Which layers of a network can be looked into, by the design alone."""

from builder.design.cost.summary import Row, Summary
from builder.design.network.layers.convolution import Conv2D


def map_layers(summary: Summary) -> tuple[Row, ...]:
    """The layers that give feature maps, in order."""
    return tuple(row for row in summary.rows if len(row.output_shape) == 3)


def explained_layer(summary: Summary) -> Row | None:
    """The layer whose maps Grad-CAM weighs by default: the last convolution whose maps have more than one pixel.

    Where no convolution has, the last layer with such maps; None if there is none.
    """
    larger = _with_places(summary)
    weighted = [row for row in larger if row.multiply_adds > 0]
    found = weighted or larger
    return found[-1] if found else None


def explains(row: Row) -> bool:
    """Whether it can be shown how the layer comes to one number: a convolution with padding whose kernel is learnt."""
    return isinstance(row.layer, Conv2D) and not row.layer.fitted


def earlier_layers(summary: Summary, layer: str) -> tuple[Row, ...]:
    """The convolutions before the layer of that name whose maps have more than one pixel, the nearest first."""
    names = [row.name for row in summary.rows]
    before = names[: names.index(layer)]
    return tuple(row for row in reversed(_with_places(summary)) if row.name in before and row.multiply_adds > 0)


def _with_places(summary: Summary) -> list[Row]:
    return [row for row in map_layers(summary) if row.output_shape[0] * row.output_shape[1] > 1]


def block_ends(summary: Summary) -> tuple[Row, ...]:
    """The last layer of each block with weights, in order, without the output: what a block passes on."""
    ends = {row.place: row for row in summary.rows}
    with_weights = {row.place for row in summary.rows if row.parameters}
    return tuple(row for place, row in ends.items() if place in with_weights and place.section != "output")
