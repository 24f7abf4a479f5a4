"""What all blocks of the sidebar share: an identity that moves with them, and the row of actions at their foot."""

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from builder.design.experiment import Experiment
from builder.design.network.blocks import ConvBlock, DenseBlock
from builder.ui.session import history, open_blocks
from builder.ui.sidebar.fields import Change, changed, with_network

Kind = Literal["conv_blocks", "dense_blocks"]
Block = ConvBlock | DenseBlock
#: For each block after a change of order: its index before, or None for a new one.
Order = list[int | None]


def blocks_of(experiment: Experiment, kind: Kind) -> tuple[Block, ...]:
    """The conv or the dense blocks of the design."""
    return getattr(experiment.network, kind)


def rearrange(kind: Kind, order: Order, new_block: Block | None = None) -> None:
    """Put the blocks into `order`; every None becomes `new_block`. Open blocks stay open where they go."""
    experiment = history.current_experiment()
    blocks = blocks_of(experiment, kind)
    arranged = tuple(new_block if index is None else blocks[index] for index in order)
    open_blocks.rearrange_block_ids(kind, len(blocks), order)
    history.replace_experiment(with_network(experiment, **{kind: arranged}))


def block_change(kind: Kind, block_id: int, name: str) -> Change:
    """The change of one field of one block, wherever it is by now; none where it is gone."""

    def change(experiment: Experiment, picked: object) -> Experiment:
        blocks = blocks_of(experiment, kind)
        ids = open_blocks.block_ids(kind, len(blocks))
        mended = tuple(
            changed(block, **{name: picked}) if id == block_id else block for id, block in zip(ids, blocks, strict=True)
        )
        return with_network(experiment, **{kind: mended})

    return change


def block_list(
    experiment: Experiment,
    kind: Kind,
    title: Callable[[Any, int], str],
    fields: Callable[[Any, int, int], None],
    limit: int,
    what: str,
    add: Callable[[], None],
) -> None:
    """A card for each block, titled by `title(block, number)`; while it is open, with `fields(block, index, id)` in it.

    Not Streamlit's expander: that draws the fields of closed blocks too, or, where it draws them only while it is
    open, becomes another one with each new title, and the field that is being edited is lost.
    Below them the button that adds a `what` ("block", "dense layer") while there are fewer than `limit`.
    """
    blocks = blocks_of(experiment, kind)
    ids = open_blocks.block_ids(kind, len(blocks))
    for index, (block, block_id) in enumerate(zip(blocks, ids, strict=True)):
        with st.container(border=True, key=f"{kind}.{block_id}"):
            is_open = open_blocks.is_open(kind, block_id)
            st.button(
                # The arrow is part of the label: there it has a name for who does not see it.
                f":material/{'expand_less' if is_open else 'expand_more'}: {title(block, index + 1)}",
                key=f"open.{kind}.{block_id}",
                type="tertiary",
                width="stretch",
                on_click=open_blocks.open_or_close,
                args=(kind, block_id),
            )
            if is_open:
                with st.container(key=f"fields.{kind}.{block_id}"):
                    fields(block, index, block_id)
    full = len(blocks) >= limit
    st.button(
        f"Add a {what}",
        key=f"add.{kind}",
        icon=":material/add:",
        help=f"There may be {limit} {what}s at most" if full else None,
        disabled=full,
        width="stretch",
        on_click=add,
    )


def moved(count: int, index: int, by: int) -> Order:
    """The order with the block at `index` moved, as far as there is room."""
    order: Order = list(range(count))
    order.insert(max(0, min(count - 1, index + by)), order.pop(index))
    return order


def foot(kind: Kind, index: int, block_id: int, what: str, limit: int, more: Callable[[], None] | None = None) -> None:
    """Arrows, copy and delete for the block at `index`, and what `more` draws in a popover."""
    count = len(blocks_of(history.current_experiment(), kind))
    with st.container(horizontal=True, gap="xxsmall", key=f"foot.{kind}.{block_id}"):
        for action, icon, label, disabled in (
            (_up, "arrow_upward", f"Move {what} up", index == 0),
            (_down, "arrow_downward", f"Move {what} down", index == count - 1),
            (_copy, "content_copy", f"Copy {what}", count >= limit),
            (_delete, "delete", f"Delete {what}", False),
        ):
            st.button(
                label,
                key=f"icon.{kind}.{block_id}{action.__name__}",
                icon=f":material/{icon}:",
                disabled=disabled,
                on_click=_act,
                args=(kind, block_id, limit, action),
            )
        if more is not None:
            with st.popover("More", key=f"{kind}.{block_id}.more"):
                more()


def _act(kind: Kind, block_id: int, limit: int, action: Callable[[int, int], Order]) -> None:
    """Do it to the block where it is now: a second click may come before the first was drawn."""
    blocks = blocks_of(history.current_experiment(), kind)
    ids = open_blocks.block_ids(kind, len(blocks))
    if block_id not in ids:
        return
    index = ids.index(block_id)
    order = action(len(blocks), index)
    if len(order) <= limit:
        rearrange(kind, order, blocks[index])


def _up(count: int, index: int) -> Order:
    return moved(count, index, -1)


def _down(count: int, index: int) -> Order:
    return moved(count, index, 1)


def _copy(count: int, index: int) -> Order:
    return [*range(index + 1), None, *range(index + 1, count)]


def _delete(count: int, index: int) -> Order:
    return [*range(index), *range(index + 1, count)]
