"""The sidebar's conv blocks: one expander each, titled by what is in it."""

from typing import get_args

import streamlit as st

from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.design.network.blocks import MAX_CONV_BLOCKS, MAX_CONVOLUTIONS, ConvBlock
from builder.design.network.layers import Initializer, KernelSize
from builder.ui.session import history
from builder.ui.sidebar.blocks import block_change, block_list, foot, rearrange
from builder.ui.sidebar.fields import Change, changed, choice, field, segments, steps, with_network
from builder.words.numbers import decimal

FILTERS = (4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024)
KERNEL_SIZES = get_args(KernelSize)
RATES = tuple(twentieth / 20 for twentieth in range(19))
PENALTIES = (0.0, 0.00001, 0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1)
INITIALIZERS = get_args(Initializer)
NORMALIZATION = {"none": "None", "once": "Once", "each": "Each"}
POOLING = {"max": "Max", "average": "Average", "none": "None"}


def conv_blocks(experiment: Experiment) -> None:
    """All conv blocks and the button that adds one."""
    block_list(experiment, "conv_blocks", title, _fields, MAX_CONV_BLOCKS, "block", _add)


def title(block: ConvBlock, number: int) -> str:
    """What the block is, in one line of Markdown."""
    parts = [f"**Block {number}**", f"{block.convolutions} × {block.filters}"]
    if block.kernel_size != 3:
        parts.append(f"{block.kernel_size}×{block.kernel_size}")
    if block.batch_normalization != "none":
        parts.append("norm")
    if block.pooling != "none":
        parts.append("pool" if block.pooling == "max" else "avg pool")
    if block.dropout:
        parts.append(f"dropout {block.dropout:g}")
    if block.l2:
        parts.append("L2")
    return " · ".join(parts)


def _add() -> None:
    """A block like the last one, twice as wide where that is still usual, and without a pool that cannot fit."""
    experiment = history.current_experiment()
    blocks = experiment.network.conv_blocks
    if len(blocks) >= MAX_CONV_BLOCKS:
        return
    last = blocks[-1] if blocks else ConvBlock(filters=16)
    block = changed(last, filters=last.filters * 2 if last.filters <= 128 else last.filters)
    grown = with_network(experiment, conv_blocks=(*blocks, block))
    if summarize(grown.network).broken and not summarize(experiment.network).broken:
        block = changed(block, pooling="none")
    rearrange("conv_blocks", [*range(len(blocks)), None], block)


def _fields(block: ConvBlock, index: int, block_id: int) -> None:
    def bound(name: str) -> tuple[str, object, Change]:
        return f"conv.{block_id}.{name}", getattr(block, name), block_change("conv_blocks", block_id, name)

    st.select_slider("Filters", steps(FILTERS, block.filters), **field(*bound("filters")))
    left, right = st.columns(2)
    left.number_input("Convolutions", min_value=1, max_value=MAX_CONVOLUTIONS, step=1, **field(*bound("convolutions")))
    name, shown, change = bound("kernel_size")
    right.selectbox(
        "Kernel size", format_func=lambda size: f"{size}×{size}", **choice(name, KERNEL_SIZES, shown, change)
    )
    st.segmented_control(
        "Batch normalisation",
        list(NORMALIZATION),
        format_func=NORMALIZATION.get,
        help="Once: after the last convolution. Each: after every convolution.",
        **segments(*bound("batch_normalization")),
    )
    st.segmented_control("Pooling", list(POOLING), format_func=POOLING.get, **segments(*bound("pooling")))
    st.select_slider("Dropout", steps(RATES, block.dropout), format_func=amount_text, **field(*bound("dropout")))

    def more() -> None:
        st.select_slider("L2 penalty", steps(PENALTIES, block.l2), format_func=amount_text, **field(*bound("l2")))
        name, shown, change = bound("kernel_initializer")
        st.selectbox("Initialiser", **choice(name, INITIALIZERS, shown, change))

    foot("conv_blocks", index, block_id, f"block {index + 1}", MAX_CONV_BLOCKS, more)


def amount_text(amount: float) -> str:
    """A dropout rate or an L2 penalty; 0.00001 rather than 1e-05."""
    return decimal(amount) if amount else "none"
