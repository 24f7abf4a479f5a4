"""What blocks lower to: a graph of layers, in an order in which each node comes after its inputs."""

from collections.abc import Sequence
from typing import NamedTuple

from builder.design.network.layers.base import LAYERS, Layer
from builder.design.network.place import Place

#: The input of a node that takes the images themselves.
IMAGES = -1


class Node(NamedTuple):
    """One layer; `inputs` are the numbers of the nodes that it takes, from 0 in order, or IMAGES."""

    layer: Layer
    inputs: tuple[int, ...]
    place: Place


class UnknownLayerError(ValueError):
    """A network has a kind of layer that is not registered here; the message is a sentence."""


class Wiring:
    """A graph while blocks add to it. `tip` is the node that the next layer takes where nothing else is said."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.tip = IMAGES
        self.place = Place(section="network")

    def add(self, layer: Layer, *inputs: int) -> int:
        """Adds a layer after `inputs` (or after the tip), which becomes the tip; its number.

        Raises UnknownLayerError where its kind is not registered.
        """
        if layer.kind not in LAYERS:
            raise UnknownLayerError(
                f"This Model Builder has no layer {layer.kind}; its layers are {', '.join(LAYERS)}."
            )
        self.nodes.append(Node(layer, inputs or (self.tip,), self.place))
        self.tip = len(self.nodes) - 1
        return self.tip


def is_chain(inputs: Sequence[tuple[int, ...]]) -> bool:
    """Whether each layer takes what the one before gives, and nothing else; `inputs` are those of each, in order."""
    return all(taken == (number - 1,) for number, taken in enumerate(inputs))
