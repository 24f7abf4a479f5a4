"""The network's picture as its editor: what is chosen in it has its fields and actions below it."""

import streamlit as st

from builder.design.cost.summary import Row, Summary
from builder.design.edit.blocks import blocks_of, without
from builder.design.experiment import Experiment
from builder.export.picture import legend
from builder.store.runs.records import Run
from builder.ui.app.unseen_heading import unseen_heading
from builder.ui.build.chosen_part import LOOKS, chosen_panel
from builder.ui.build.flow import ABOUT, flow_pictures, flow_switch, is_wanted
from builder.ui.figures.network_picks import network_picks, to_scale
from builder.ui.session import open_blocks
from builder.ui.session.open_blocks import Part
from builder.ui.sidebar.block_actions import act, moved_back, moved_on

#: What the keyboard does to a block in the picture.
EDITS = {"left": moved_back, "right": moved_on, "delete": without}
PICTURE = "network_picture"
CLICK = '<span class="on-screen">Click a block to change it.</span>'
TO_SCALE = "Drawn to scale: height and depth are the feature map (number above), width the channels (number below)."


def network_picture(experiment: Experiment, summary: Summary, trained: Run | None) -> None:
    """The picture in its card, what was chosen in it, and the legend.

    Where the network was `trained`, a picture may flow through: then it waits for the answer of its weights.
    """
    parts = parts_of(experiment, summary)
    chosen = open_blocks.chosen_part()
    unseen_heading("Network")
    with st.container(border=True, key="picture"):
        flowing = None
        if trained is not None:
            flow_switch(trained)
            flowing = flow_pictures(trained, summary) if is_wanted(trained) else None
        network_picks(
            summary,
            flowing or to_scale(summary),
            {name: _text(part) for name, part in parts.items()},
            "" if chosen is None else _text(chosen),
            key=PICTURE,
            on_pick=_pick,
            on_edit=_edit,
        )
        if chosen is not None:
            with st.container(key=f"chosen.{_text(chosen)}"):
                chosen_panel(experiment, chosen, [row for row in summary.rows if parts[row.name] == chosen])
        if flowing:
            st.caption(f"{CLICK} {ABOUT}", unsafe_allow_html=True)
        else:
            st.markdown(legend(summary), unsafe_allow_html=True)
            st.caption(f"{CLICK} {TO_SCALE}", unsafe_allow_html=True)


def parts_of(experiment: Experiment, summary: Summary) -> dict[str, Part]:
    """The part that each layer belongs to, by its name; the empty name stands for the images."""
    ids = {section: open_blocks.block_ids(section, len(blocks_of(experiment, section))) for section in LOOKS}

    def part_of(row: Row) -> Part:
        section, index = row.place.section, row.place.index
        return Part(section) if index is None else Part(section, ids[section][index])  # type: ignore[index]

    return {"": Part("images"), **{row.name: part_of(row) for row in summary.rows}}


def _text(part: Part) -> str:
    return part.section if part.block_id is None else f"{part.section}.{part.block_id}"


def _part(text: str) -> Part:
    section, _, block_id = text.partition(".")
    return Part(section, int(block_id) if block_id else None)


def _pick(text: str) -> None:
    open_blocks.choose_part(_part(text) if text else None)


def _edit(what: str, text: str) -> None:
    part = _part(text)
    if part.block_id is None or what not in EDITS:
        return
    for section, look in LOOKS.items():
        if section == part.section:
            act(section, part.block_id, look().limit, EDITS[what])
