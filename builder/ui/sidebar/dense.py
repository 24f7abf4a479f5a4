"""The sidebar's way from maps to a vector, and the dense blocks between it and the output."""

from typing import Any

import streamlit as st

from builder.design.edit.fields import options_of
from builder.design.experiment import Experiment
from builder.design.network.blocks.base import DENSE_BLOCKS, MAX_DENSE_BLOCKS
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import ways_to_a_vector
from builder.ui.explained.help import HELP
from builder.ui.explained.how import how_it_works
from builder.ui.explained.lessons import DENSE
from builder.ui.session import history
from builder.ui.sidebar.block_actions import block_edit, insert
from builder.ui.sidebar.blocks import Drawing, SectionLook, block_list
from builder.ui.sidebar.conv import PENALTIES, RATES, amount_text
from builder.ui.sidebar.fields import Edit, field, segments, setting, steps
from builder.ui.sidebar.layer_fields import activation_field, bias_field, normalization_fields
from builder.words.block_choices import ACTIVATIONS, is_usual
from builder.words.sentences import capital

UNITS = (8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048, 4096)


def dense_blocks(experiment: Experiment) -> None:
    """How the maps become a vector where there is a choice, all dense blocks, and what always comes last."""
    ways = ways_to_a_vector()
    if len(ways) > 1:
        st.segmented_control(
            "From maps to a vector",
            list(ways),
            format_func=lambda way: capital(way.replace("_", " ")),
            help=HELP["to_vector"],
            **segments("network.to_vector", experiment.network.to_vector, setting("network", "to_vector")),
        )
    block_list(experiment, dense_look())
    st.caption(f"Then the output: {len(experiment.images.classes)} units with softmax, one for each class.")


def dense_look() -> SectionLook:
    """How these blocks are drawn, here and beside the picture."""
    drawings = {"dense": Drawing(title, _fields, _more)}
    return SectionLook("dense_blocks", DENSE_BLOCKS, "dense layer", MAX_DENSE_BLOCKS, drawings, _add)


def title(block: DenseBlock, number: int) -> str:
    """What the block is, in one line of Markdown."""
    parts = [f"**Dense {number}**", str(block.units)]
    if not is_usual(block, "activation"):
        parts.append(ACTIVATIONS[block.activation])
    if block.batch_normalization:
        parts.append("norm")
    if block.dropout:
        parts.append(f"dropout {block.dropout:g}")
    if block.l2:
        parts.append("L2")
    return " · ".join(parts)


def _add(at: int | None = None) -> None:
    """A layer like the one before it."""
    blocks = history.current_experiment().network.dense_blocks
    if len(blocks) >= MAX_DENSE_BLOCKS:
        return
    at = len(blocks) if at is None else min(at, len(blocks))
    known = (block for block in (*reversed(blocks[:at]), *blocks[at:]) if isinstance(block, DenseBlock))
    insert("dense_blocks", at, next(known, DenseBlock()))


def _bound(block: DenseBlock, block_id: int, name: str) -> tuple[str, Any, Edit]:
    return f"dense.{block_id}.{name}", getattr(block, name), block_edit("dense_blocks", block_id, name)


def _fields(block: DenseBlock, block_id: int) -> None:
    def bound(name: str) -> dict[str, Any]:
        return field(*_bound(block, block_id, name))

    st.select_slider("Width", steps(UNITS, block.units), help=HELP["units"], **bound("units"))
    activation_field(options_of(DenseBlock, "activation"), lambda name: _bound(block, block_id, name))
    st.toggle("Batch normalisation", help=HELP["dense.batch_normalization"], **bound("batch_normalization"))
    st.select_slider(
        "Dropout", steps(RATES, block.dropout), format_func=amount_text, help=HELP["dropout"], **bound("dropout")
    )
    st.select_slider("L2 penalty", steps(PENALTIES, block.l2), format_func=amount_text, help=HELP["l2"], **bound("l2"))
    how_it_works(DENSE, f"dense.{block_id}")


def _more(block: DenseBlock, block_id: int) -> None:
    """What most dense layers leave alone."""
    bias_field(lambda name: _bound(block, block_id, name))
    normalization_fields(block, lambda name: _bound(block, block_id, name))
