"""The sidebar's dense blocks, between Flatten and the output."""

import streamlit as st

from builder.design.experiment import Experiment
from builder.design.network.blocks import CLASS_COUNT, MAX_DENSE_BLOCKS, DenseBlock
from builder.ui.session import history
from builder.ui.sidebar.blocks import block_change, block_list, foot, rearrange
from builder.ui.sidebar.conv import PENALTIES, RATES, amount_text
from builder.ui.sidebar.fields import field, steps

UNITS = (8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048, 4096)


def dense_blocks(experiment: Experiment) -> None:
    """All dense blocks, the button that adds one, and what always comes last."""
    block_list(experiment, "dense_blocks", title, _fields, MAX_DENSE_BLOCKS, "dense layer", _add)
    st.caption(f"Then the output: {CLASS_COUNT} units with softmax, one for each class.")


def title(block: DenseBlock, number: int) -> str:
    """What the block is, in one line of Markdown."""
    parts = [f"**Dense {number}**", str(block.units)]
    if block.batch_normalization:
        parts.append("norm")
    if block.dropout:
        parts.append(f"dropout {block.dropout:g}")
    if block.l2:
        parts.append("L2")
    return " · ".join(parts)


def _add() -> None:
    blocks = history.current_experiment().network.dense_blocks
    if len(blocks) >= MAX_DENSE_BLOCKS:
        return
    rearrange("dense_blocks", [*range(len(blocks)), None], blocks[-1] if blocks else DenseBlock())


def _fields(block: DenseBlock, index: int, block_id: int) -> None:
    def bound(name: str) -> dict:
        return field(f"dense.{block_id}.{name}", getattr(block, name), block_change("dense_blocks", block_id, name))

    st.select_slider("Width", steps(UNITS, block.units), **bound("units"))
    st.toggle("Batch normalisation", **bound("batch_normalization"))
    st.select_slider("Dropout", steps(RATES, block.dropout), format_func=amount_text, **bound("dropout"))
    st.select_slider("L2 penalty", steps(PENALTIES, block.l2), format_func=amount_text, **bound("l2"))
    foot("dense_blocks", index, block_id, f"dense layer {index + 1}", MAX_DENSE_BLOCKS)
