"""What blocks are lowered to: a graph of layers, ordered so that each node comes after its inputs."""

from collections.abc import Sequence
from typing import NamedTuple

from builder.design.network.layers.base import LAYERS, Layer, Shape, ShapeError
from builder.design.network.place import Place

#: Stands for the images themselves as the input of a node.
IMAGES = -1


class Node(NamedTuple):
    """One layer; `inputs` are the numbers of its input nodes, from 0 in order, or IMAGES."""

    layer: Layer
    inputs: tuple[int, ...]
    place: Place


class UnknownLayerError(ValueError):
    """A network has a kind of layer that is not registered here; the message is a sentence."""


class Wiring:
    """A graph while blocks add to it. `tip` is the node that the next layer takes by default."""

    def __init__(self, image_shape: Shape) -> None:
        self.nodes: list[Node] = []
        self.tip = IMAGES
        self.place = Place(section="network")
        self._shapes: dict[int, Shape] = {IMAGES: image_shape}

    @property
    def shape(self) -> Shape:
        """What the tip gives, such as (height, width, channels); after layers that do not fit, the last that did."""
        return self._shapes[self.tip]

    def add(self, layer: Layer, *inputs: int) -> int:
        """Adds a layer after `inputs` (or after the tip) and makes it the tip; returns its number.

        Raises UnknownLayerError if its kind is not registered.
        """
        if layer.kind not in LAYERS:
            raise UnknownLayerError(
                f"This Model Builder has no layer {layer.kind}; its layers are {', '.join(LAYERS)}."
            )
        taken = inputs or (self.tip,)
        self.nodes.append(Node(layer, taken, self.place))
        before, self.tip = self.shape, len(self.nodes) - 1
        try:
            self._shapes[self.tip] = layer.output_shape(*(self._shapes[number] for number in taken))
        except ShapeError:  # whoever reads the graph finds the same, and says where
            self._shapes[self.tip] = before
        return self.tip


def is_chain(inputs: Sequence[tuple[int, ...]]) -> bool:
    """Whether each layer takes the previous one's output, and nothing else; `inputs` are those of each, in order."""
    return all(taken == (number - 1,) for number, taken in enumerate(inputs))
