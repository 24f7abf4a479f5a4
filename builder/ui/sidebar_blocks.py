"""What all blocks of the sidebar share: an identity that moves with them, and the row of actions at their foot."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from builder.spec.experiment import Experiment
from builder.ui import session
from builder.ui.sidebar_fields import with_network

Kind = Literal["conv_blocks", "dense_blocks"]
#: For each block after a change of order: its index before, or None for a new one.
Order = list[int | None]


def blocks_of(experiment: Experiment, kind: Kind) -> tuple:
    """The conv or the dense blocks of the design."""
    return getattr(experiment.network, kind)


def rearrange(kind: Kind, order: Order, new_block: object = None) -> None:
    """Put the blocks into `order`; every None becomes `new_block`. Open blocks stay open where they go."""
    experiment = session.current_experiment()
    blocks = blocks_of(experiment, kind)
    arranged = tuple(new_block if index is None else blocks[index] for index in order)
    session.rearrange_block_ids(kind, len(blocks), order)
    session.replace_experiment(with_network(experiment, **{kind: arranged}))


def foot(kind: Kind, index: int, block_id: int, what: str, limit: int, more: Callable[[], None] | None = None) -> None:
    """Arrows, copy and delete for the block at `index`, and what `more` draws in a popover."""
    blocks = blocks_of(session.current_experiment(), kind)
    last = len(blocks) - 1
    indices: Order = list(range(len(blocks)))
    actions = (
        ("up", "arrow_upward", f"Move {what} up", index == 0, _swapped(indices, index, index - 1)),
        ("down", "arrow_downward", f"Move {what} down", index == last, _swapped(indices, index, index + 1)),
        (
            "copy",
            "content_copy",
            f"Copy {what}",
            len(blocks) >= limit,
            [*indices[: index + 1], None, *indices[index + 1 :]],
        ),
        ("delete", "delete", f"Delete {what}", False, [*indices[:index], *indices[index + 1 :]]),
    )
    with st.container(horizontal=True, gap="xxsmall", key=f"foot.{kind}.{block_id}"):
        for name, icon, label, disabled, order in actions:
            st.button(
                label,
                key=f"icon.{kind}.{block_id}.{name}",
                icon=f":material/{icon}:",
                disabled=disabled,
                on_click=rearrange,
                args=(kind, order, blocks[index]),
            )
        if more is not None:
            with st.popover("More", key=f"{kind}.{block_id}.more"):
                more()


def _swapped(indices: Order, one: int, other: int) -> Order:
    """The order with two neighbours exchanged; as it was where there is no neighbour."""
    if not 0 <= other < len(indices):
        return indices
    swapped = list(indices)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    return swapped
