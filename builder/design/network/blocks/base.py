"""The interface of every kind of block, and the registries of blocks: of feature maps, and of vectors."""

from typing import Annotated

from pydantic import Field, PlainValidator, SerializeAsAny

from builder.design.base import Value
from builder.design.kinds import Kinds
from builder.design.network.graph import Wiring

MAX_CONV_BLOCKS = 8
MAX_DENSE_BLOCKS = 4


class Block(Value):
    """What a student edits as one unit. A block is lowered to layers; nothing turns layers back into blocks."""

    kind: str = ""

    def lower(self, wiring: Wiring) -> None:
        """Adds the block's layers to the graph, at its tip."""
        raise NotImplementedError

    def words(self) -> str:
        """The block in one line: its kind and its fields, for kinds that nobody has written words for."""
        return ", ".join([self.kind.replace("_", " "), *self.field_words()])

    def field_words(self) -> list[str]:
        """Each field with its value: "filters 32"."""
        names = [name for name in type(self).model_fields if name != "kind"]
        return [f"{name.replace('_', ' ')} {getattr(self, name)}" for name in names]


#: Blocks of feature maps, before they become a vector.
CONV_BLOCKS: Kinds[Block] = Kinds("block", usual="conv")
#: Blocks of vectors, before the output.
DENSE_BLOCKS: Kinds[Block] = Kinds("dense block", usual="dense")

ConvBlocks = Annotated[
    tuple[Annotated[SerializeAsAny[Block], PlainValidator(CONV_BLOCKS.read)], ...], Field(max_length=MAX_CONV_BLOCKS)
]
DenseBlocks = Annotated[
    tuple[Annotated[SerializeAsAny[Block], PlainValidator(DENSE_BLOCKS.read)], ...], Field(max_length=MAX_DENSE_BLOCKS)
]
