"""Which blocks of a network are new or changed, beside another network."""

from collections.abc import Iterator, Sequence

from builder.course.align import aligned, differing
from builder.design.network.blocks import Block
from builder.design.network.network import Network
from builder.design.network.place import Place, Section


def changed_blocks(before: Network, after: Network) -> frozenset[str]:
    """The titles, such as "block 2", of the blocks of `after` that `before` has not, or has with other values."""
    return frozenset(
        [
            *_changed(before.conv_blocks, after.conv_blocks, "conv_blocks"),
            *_changed(before.dense_blocks, after.dense_blocks, "dense_blocks"),
        ]
    )


def _changed(before: Sequence[Block], after: Sequence[Block], section: Section) -> Iterator[str]:
    for i, j in aligned(before, after):
        if j is not None and (i is None or differing(before[i], after[j])):
            yield Place(section=section, index=j).title
