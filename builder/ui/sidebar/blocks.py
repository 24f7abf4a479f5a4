"""What all blocks share: a card in the sidebar, fields that may stand elsewhere, and the row of actions below them."""

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from builder.design.edit.blocks import BlockSection, blocks_of, copied, without
from builder.design.experiment import Experiment
from builder.design.kinds import Kinds
from builder.design.network.blocks import Block
from builder.ui.session import history, open_blocks
from builder.ui.sidebar.block_actions import act, block_edit, insert, moved_back, moved_on
from builder.ui.sidebar.plain_fields import plain_fields, plain_title


class Drawing(NamedTuple):
    """How blocks of one kind are drawn: `title(block, number)`, `fields(block, id)`, and what is drawn under More."""

    title: Callable[[Any, int], str]
    fields: Callable[[Any, int], None]
    more: Callable[[Any, int], None] | None = None


class SectionLook(NamedTuple):
    """How one section of blocks is drawn. `what` is a block of its usual kind; kinds without a drawing of their own
    are drawn field by field. `add(at)` adds a block of the usual kind at that index, at the end for None.
    """

    section: BlockSection
    kinds: Kinds[Block]
    what: str
    limit: int
    drawings: dict[str, Drawing]
    add: Callable[[int | None], None]

    def drawing_of(self, block: Block) -> Drawing:
        """How a block of this section is drawn."""
        return self.drawings.get(block.kind) or _plain_drawing(self)


class Direction(NamedTuple):
    """Which way a move goes on the screen: the words for back and on, and their arrows."""

    back: str
    on: str
    back_icon: str
    on_icon: str


UP_AND_DOWN = Direction("up", "down", "arrow_upward", "arrow_downward")
LEFT_AND_RIGHT = Direction("left", "right", "arrow_back", "arrow_forward")


def block_list(experiment: Experiment, look: SectionLook) -> None:
    """A card for each block, with its fields in it while it is open, and below them what adds one.

    Not Streamlit's expander: that draws the fields of closed blocks too, or, where it draws them only while it is
    open, becomes another one with each new title, and the field that is being edited is lost.
    """
    section = look.section
    blocks = blocks_of(experiment, section)
    ids = open_blocks.block_ids(section, len(blocks))
    for index, (block, block_id) in enumerate(zip(blocks, ids, strict=True)):
        drawing = look.drawing_of(block)
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
                    foot(look, block, index, block_id, UP_AND_DOWN)
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
        insert(look.section, None, look.kinds.read(kind))


def foot(look: SectionLook, block: Block, index: int, block_id: int, direction: Direction) -> None:
    """Arrows, copy and delete for the block at `index`, and what stands under More."""
    section, more = look.section, look.drawing_of(block).more
    count = len(blocks_of(history.current_experiment(), section))
    what = f"{look.what} {index + 1}"
    with st.container(horizontal=True, gap="xxsmall", key=f"foot.{section}.{block_id}"):
        for name, action, icon, label, disabled in (
            ("up", moved_back, direction.back_icon, f"Move {what} {direction.back}", index == 0),
            ("down", moved_on, direction.on_icon, f"Move {what} {direction.on}", index == count - 1),
            ("copy", copied, "content_copy", f"Copy {what}", count >= look.limit),
            ("delete", without, "delete", f"Delete {what}", False),
        ):
            st.button(
                label,
                key=f"icon.{section}.{block_id}_{name}",
                icon=f":material/{icon}:",
                disabled=disabled,
                on_click=act,
                args=(section, block_id, look.limit, action),
            )
        if more is not None:
            with st.popover("More", key=f"{section}.{block_id}.more"):
                more(block, block_id)
