"""Edits of the order of blocks: adding, moving, copying and removing."""

from collections.abc import Sequence
from typing import Literal

from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.design.network.blocks import Block

BlockSection = Literal["conv_blocks", "dense_blocks"]
#: For each block after the edit: its index before, or None for a new one.
Order = Sequence[int | None]


def blocks_of(experiment: Experiment, section: BlockSection) -> tuple[Block, ...]:
    """The blocks of one section of the network."""
    blocks: tuple[Block, ...] = getattr(experiment.network, section)
    return blocks


def arranged(experiment: Experiment, section: BlockSection, order: Order, new: Block | None = None) -> Experiment:
    """The design with its blocks in `order`, with `new` for every None; raises ValidationError for too many."""
    blocks = blocks_of(experiment, section)
    return edited(experiment, ("network", section), tuple(new if at is None else blocks[at] for at in order))


def moved(count: int, index: int, by: int) -> list[int | None]:
    """The order of `count` blocks with the one at `index` moved, as far as there is room."""
    order: list[int | None] = list(range(count))
    order.insert(max(0, min(count - 1, index + by)), order.pop(index))
    return order


def inserted(count: int, at: int) -> list[int | None]:
    """The order with a new block at index `at`."""
    return [*range(at), None, *range(at, count)]


def copied(count: int, index: int) -> list[int | None]:
    """The order with a copy after the block at `index`."""
    return inserted(count, index + 1)


def without(count: int, index: int) -> list[int | None]:
    """The order without the block at `index`."""
    return [*range(index), *range(index + 1, count)]
