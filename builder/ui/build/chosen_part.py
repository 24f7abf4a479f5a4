"""What was chosen in the network's picture: what it is and costs, its fields, and what can be done with it."""

from collections.abc import Callable, Sequence

import streamlit as st

from builder.design.cost.summary import Row
from builder.design.edit.blocks import BlockSection, blocks_of
from builder.design.experiment import Experiment
from builder.ui.app.text import plain
from builder.ui.session import history, open_blocks
from builder.ui.session.open_blocks import Part
from builder.ui.sidebar.blocks import LEFT_AND_RIGHT, SectionLook, foot
from builder.ui.sidebar.conv import conv_look
from builder.ui.sidebar.dense import dense_look
from builder.words.layers import IMAGES, bend_of, cost_text, kind_text, sentence_of
from builder.words.sentences import capital

#: How the blocks of each section are drawn.
LOOKS: dict[BlockSection, Callable[[], SectionLook]] = {"conv_blocks": conv_look, "dense_blocks": dense_look}


def chosen_panel(experiment: Experiment, chosen: Part, rows: Sequence[Row]) -> None:
    """The panel of `chosen`, whose layers are `rows`; nothing for a block that went with another design."""
    look = next((look() for section, look in LOOKS.items() if section == chosen.section), None)
    if look is not None and chosen.block_id is not None:
        ids = open_blocks.block_ids(look.section, len(blocks_of(experiment, look.section)))
        if chosen.block_id in ids:
            _block(experiment, look, ids.index(chosen.block_id), chosen.block_id, rows)
    elif chosen.section == "images":
        _head("**Input**")
        st.caption(f"{IMAGES} Which pictures, and how many, is chosen beside Train.")
        _adder(conv_look(), 0, "Add a block after it")
    else:
        _head(f"**{capital(plain(rows[0].place.title if rows else chosen.section))}**")
        st.caption(_about(rows))
        if chosen.section == "output":
            dense = dense_look()
            _adder(dense, len(blocks_of(experiment, dense.section)), "Add a dense layer before it")


def _block(experiment: Experiment, look: SectionLook, index: int, block_id: int, rows: Sequence[Row]) -> None:
    block = blocks_of(experiment, look.section)[index]
    drawing = look.drawing_of(block)
    _head(drawing.title(block, index + 1))
    with st.grid("auto", min_column_width=250, key=f"chosen_fields.{look.section}.{block_id}"):
        drawing.fields(block, block_id)
    with st.container(horizontal=True, gap="xsmall", key="chosen_actions"):
        _adder(look, index + 1, f"Add a {look.what} after it")
        foot(look, block, index, block_id, LEFT_AND_RIGHT)
    st.caption(_about(rows))


def _head(title: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="chosen_head"):
        st.markdown(title, width="stretch")
        st.button(
            "Close", key="icon.close_chosen", icon=":material/close:", on_click=open_blocks.choose_part, args=(None,)
        )


def _about(rows: Sequence[Row]) -> str:
    """A line for each layer: what it costs, and, for the first of its kind, what it does."""
    lines, said = [], set()
    for row in rows:
        what = ", ".join(filter(None, (kind_text(row), bend_of(row))))
        line, sentence = f"**{plain(what)}**: {cost_text(row)}", sentence_of(row)
        lines.append(line if sentence in said or not sentence else f"{line}. {sentence}")
        said.add(sentence)
    return "  \n".join(lines)


def _adder(look: SectionLook, at: int, label: str) -> None:
    full = len(blocks_of(history.current_experiment(), look.section)) >= look.limit
    st.button(
        label,
        key="add.at_chosen",
        icon=":material/add:",
        disabled=full,
        help=f"There may be {look.limit} {look.what}s at most" if full else None,
        on_click=_add,
        args=(look, at),
    )


def _add(look: SectionLook, at: int) -> None:
    """The new block is then the chosen one."""
    before = len(blocks_of(history.current_experiment(), look.section))
    look.add(at)
    count = len(blocks_of(history.current_experiment(), look.section))
    if count > before:
        ids = open_blocks.block_ids(look.section, count)
        open_blocks.choose_part(Part(look.section, ids[min(at, before)]))
