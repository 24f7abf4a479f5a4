"""What all blocks of the sidebar share: an identity that moves with them, and the row of actions at their foot."""

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from builder.design.edit.blocks import BlockSection, Order, arranged, blocks_of, copied, moved, without
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.design.kinds import Kinds
from builder.design.network.blocks import Block
from builder.ui.session import history, open_blocks
from builder.ui.sidebar.fields import Edit
from builder.ui.sidebar.plain_fields import plain_fields, plain_title


class Drawing(NamedTuple):
    """How blocks of one kind are drawn: `title(block, number)`, `fields(block, id)`, and what is drawn under More."""

    title: Callable[[Any, int], str]
    fields: Callable[[Any, int], None]
    more: Callable[[Any, int], None] | None = None


class SectionLook(NamedTuple):
    """How one section of blocks is drawn. `what` is a block of its usual kind; kinds without a drawing of their own
    are drawn field by field.
    """

    section: BlockSection
    kinds: Kinds[Block]
    what: str
    limit: int
    drawings: dict[str, Drawing]
    add: Callable[[], None]


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


def block_list(experiment: Experiment, look: SectionLook) -> None:
    """A card for each block, with its fields in it while it is open, and below them what adds one.

    Not Streamlit's expander: that draws the fields of closed blocks too, or, where it draws them only while it is
    open, becomes another one with each new title, and the field that is being edited is lost.
    """
    section = look.section
    blocks = blocks_of(experiment, section)
    ids = open_blocks.block_ids(section, len(blocks))
    for index, (block, block_id) in enumerate(zip(blocks, ids, strict=True)):
        drawing = look.drawings.get(block.kind) or _plain_drawing(look)
        with st.container(border=True, key=f"{section}.{block_id}"):
            is_open = open_blocks.is_open(section, block_id)
            st.button(
                # The arrow is part of the label: there it has a name for who does not see it.
                f":material/{'expand_less' if is_open else 'expand_more'}: {drawing.title(block, index + 1)}",
                key=f"open.{section}.{block_id}",
                type="tertiary",
                width="stretch",
                on_click=open_blocks.open_or_close,
                args=(section, block_id),
            )
            if is_open:
                with st.container(key=f"fields.{section}.{block_id}"):
                    drawing.fields(block, block_id)
                    _foot(look, drawing, block, index, block_id)
    _adders(look, len(blocks))


def _plain_drawing(look: SectionLook) -> Drawing:
    def fields(block: Block, block_id: int) -> None:
        plain_fields(block, f"{look.section}.{block_id}", lambda name: block_edit(look.section, block_id, name))

    return Drawing(plain_title, fields)


def _adders(look: SectionLook, count: int) -> None:
    """The button that adds a block of the usual kind, and one for each other kind that there is."""
    full = count >= look.limit
    for kind in look.kinds:
        is_usual = kind == look.kinds.usual
        name = look.what if is_usual else f"{kind.replace('_', ' ')} block"
        st.button(
            f"Add a {name}",
            key=f"add.{look.section}" if is_usual else f"add.{look.section}.{kind}",
            icon=":material/add:",
            help=f"There may be {look.limit} {look.what}s at most" if full else None,
            disabled=full,
            width="stretch",
            on_click=look.add if is_usual else _add_plain,
            args=() if is_usual else (look, kind),
        )


def _add_plain(look: SectionLook, kind: str) -> None:
    """A block of this kind as it is by default, at the end."""
    count = len(blocks_of(history.current_experiment(), look.section))
    if count < look.limit:
        rearrange(look.section, [*range(count), None], look.kinds.read(kind))


def _foot(look: SectionLook, drawing: Drawing, block: Block, index: int, block_id: int) -> None:
    """Arrows, copy and delete for the block at `index`, and what stands under More."""
    section = look.section
    count = len(blocks_of(history.current_experiment(), section))
    what = f"{look.what} {index + 1}"
    with st.container(horizontal=True, gap="xxsmall", key=f"foot.{section}.{block_id}"):
        for action, icon, label, disabled in (
            (_up, "arrow_upward", f"Move {what} up", index == 0),
            (_down, "arrow_downward", f"Move {what} down", index == count - 1),
            (_copy, "content_copy", f"Copy {what}", count >= look.limit),
            (_delete, "delete", f"Delete {what}", False),
        ):
            st.button(
                label,
                key=f"icon.{section}.{block_id}{action.__name__}",
                icon=f":material/{icon}:",
                disabled=disabled,
                on_click=_act,
                args=(section, block_id, look.limit, action),
            )
        if drawing.more is not None:
            with st.popover("More", key=f"{section}.{block_id}.more"):
                drawing.more(block, block_id)


def _act(section: BlockSection, block_id: int, limit: int, action: Callable[[int, int], Order]) -> None:
    """Do it to the block where it is now: a second click may come before the first was drawn."""
    blocks = blocks_of(history.current_experiment(), section)
    ids = open_blocks.block_ids(section, len(blocks))
    if block_id not in ids:
        return
    index = ids.index(block_id)
    order = action(len(blocks), index)
    if len(order) <= limit:
        rearrange(section, order, blocks[index])


def _up(count: int, index: int) -> Order:
    return moved(count, index, -1)


def _down(count: int, index: int) -> Order:
    return moved(count, index, 1)


def _copy(count: int, index: int) -> Order:
    return copied(count, index)


def _delete(count: int, index: int) -> Order:
    return without(count, index)
