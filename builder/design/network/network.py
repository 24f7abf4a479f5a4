"""The network that a student assembles, and the graph of layers that it expands to."""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from builder.design.base import Value, later
from builder.design.images import ImageSource
from builder.design.kinds import listed_names
from builder.design.network.blocks import ConvBlocks, DenseBlocks
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.graph import Node, Wiring
from builder.design.network.input import Input
from builder.design.network.layers.base import of_role
from builder.design.network.output import Output
from builder.design.network.place import INPUT, OUTPUT, Place


def ways_to_a_vector() -> tuple[str, ...]:
    """The ways to turn feature maps into a vector: a word for each registered kind of layer that does it."""
    return tuple(of_role("to_vector"))


def _is_way_to_a_vector(given: str) -> str:
    if given not in ways_to_a_vector():
        raise PydanticCustomError("unknown_kind", "{expected}", {"expected": listed_names(ways_to_a_vector())})
    return given


class Network(Value):
    """Blocks of feature maps, the layer that turns them into a vector, blocks of vectors, and the output.

    The output has one unit for each class, with softmax.
    """

    conv_blocks: ConvBlocks = (ConvBlock(),)
    to_vector: Annotated[str, AfterValidator(_is_way_to_a_vector)] = "flatten"
    dense_blocks: DenseBlocks = (DenseBlock(),)
    output: Output = later(Output())
    input: Input = later(Input())

    def lower(self, images: ImageSource) -> tuple[Node, ...]:
        """The graph of layers for these images; the last node is the output. Raises UnknownLayerError."""
        wiring = Wiring(images.shape)
        wiring.place = INPUT
        self.input.lower(wiring)
        for index, block in enumerate(self.conv_blocks):
            wiring.place = Place(section="conv_blocks", index=index)
            block.lower(wiring)
        wiring.place = Place(section="to_vector", word=self.to_vector.replace("_", " "))
        wiring.add(of_role("to_vector")[self.to_vector]())
        for index, block in enumerate(self.dense_blocks):
            wiring.place = Place(section="dense_blocks", index=index)
            block.lower(wiring)
        wiring.place = OUTPUT
        self.output.lower(wiring, len(images.classes))
        return tuple(wiring.nodes)
