"""What is done to a block from the sidebar, and from the picture: to the block itself, wherever it is by now."""

from collections.abc import Callable

from builder.design.edit.blocks import BlockSection, Order, arranged, blocks_of, inserted, moved
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.design.network.blocks import Block
from builder.ui.session import history, open_blocks
from builder.ui.session.open_blocks import Part
from builder.ui.sidebar.fields import Edit


def rearrange(section: BlockSection, order: Order, new_block: Block | None = None) -> None:
    """Put the blocks into `order`; every None becomes `new_block`. Open blocks stay open where they go."""
    experiment = history.current_experiment()
    open_blocks.rearrange_block_ids(section, len(blocks_of(experiment, section)), list(order))
    history.replace_experiment(arranged(experiment, section, order, new_block))


def block_edit(section: BlockSection, block_id: int, name: str) -> Edit:
    """The edit of one field of one block, wherever it is by now; none where it is gone."""

    def edit(experiment: Experiment, picked: object) -> Experiment:
        ids = open_blocks.block_ids(section, len(blocks_of(experiment, section)))
        if block_id not in ids:
            return experiment
        return edited(experiment, ("network", section, ids.index(block_id), name), picked)

    return edit


def act(section: BlockSection, block_id: int, limit: int, action: Callable[[int, int], Order]) -> None:
    """Do it to the block where it is now: a second click may come before the first was drawn."""
    blocks = blocks_of(history.current_experiment(), section)
    ids = open_blocks.block_ids(section, len(blocks))
    if block_id not in ids:
        return
    index = ids.index(block_id)
    order = action(len(blocks), index)
    if len(order) <= limit:
        rearrange(section, order, blocks[index])
        if open_blocks.chosen_part() == Part(section, block_id):
            _choose_result(section, order, index)


def insert(section: BlockSection, at: int | None, new_block: Block) -> None:
    """A new block at that index, at the end for None."""
    count = len(blocks_of(history.current_experiment(), section))
    rearrange(section, inserted(count, count if at is None else min(at, count)), new_block)


def moved_back(count: int, index: int) -> Order:
    """The order with that block one place nearer to the images."""
    return moved(count, index, -1)


def moved_on(count: int, index: int) -> Order:
    """The order with that block one place nearer to the output."""
    return moved(count, index, 1)


def _choose_result(section: BlockSection, order: Order, index: int) -> None:
    """After the block chosen in the picture was copied, the copy is chosen; after it was deleted, its neighbour."""
    ids = open_blocks.block_ids(section, len(order))
    if None in order:
        open_blocks.choose_part(Part(section, ids[order.index(None)]))
    elif index not in order:
        open_blocks.choose_part(Part(section, ids[min(index, len(ids) - 1)]) if ids else None)
