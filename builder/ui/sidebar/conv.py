"""The sidebar's conv blocks: one card each, titled by what is in it."""

from typing import Any

import streamlit as st

from builder.design.cost.summary import summarize
from builder.design.edit.fields import changed, edited, options_of
from builder.design.experiment import Experiment
from builder.design.network.blocks.base import CONV_BLOCKS, MAX_CONV_BLOCKS
from builder.design.network.blocks.conv import ConvBlock, poolings
from builder.ui.explained.help import HELP
from builder.ui.explained.how import how_it_works
from builder.ui.explained.lessons import CONV
from builder.ui.session import history
from builder.ui.sidebar.block_actions import block_edit, insert
from builder.ui.sidebar.blocks import Drawing, SectionLook, block_list
from builder.ui.sidebar.fields import Edit, choice, field, segments, steps, whole_range
from builder.ui.sidebar.layer_fields import activation_field, bias_field, normalization_fields
from builder.words.block_choices import ACTIVATIONS, ORDERS, initializer_name, is_usual
from builder.words.numbers import decimal
from builder.words.sentences import capital

FILTERS = (4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024)
#: Pooling in a block's title; others are called by their own word.
POOL_TITLES = {"max": "pool", "average": "avg pool"}
RATES = tuple(twentieth / 20 for twentieth in range(19))
PENALTIES = (0.0, 0.00001, 0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1)


def conv_blocks(experiment: Experiment) -> None:
    """All blocks before the maps become a vector, and the button that adds one."""
    block_list(experiment, conv_look())


def conv_look() -> SectionLook:
    """How these blocks are drawn, here and beside the picture."""
    drawings = {"conv": Drawing(title, _fields, _more)}
    return SectionLook("conv_blocks", CONV_BLOCKS, "block", MAX_CONV_BLOCKS, drawings, _add)


def title(block: ConvBlock, number: int) -> str:
    """What the block is, in one line of Markdown."""
    parts = [f"**Block {number}**", f"{block.convolutions} × {block.filters}"]
    if block.convolution == "separable":
        parts.append("separable")
    if block.residual:
        parts.append("residual")
    if not is_usual(block, "kernel_size"):
        parts.append(f"{block.kernel_size}×{block.kernel_size}")
    if not is_usual(block, "activation"):
        parts.append(ACTIVATIONS[block.activation])
    if block.batch_normalization != "none":
        parts.append("norm")
    if block.pooling != "none":
        parts.append(POOL_TITLES.get(block.pooling, block.pooling.replace("_", " ")))
    if block.dropout:
        parts.append(f"dropout {block.dropout:g}")
    if block.l2:
        parts.append("L2")
    return " · ".join(parts)


def _add(at: int | None = None) -> None:
    """A block like the one before it, without a pool that cannot fit; at the end twice as wide where that is usual."""
    experiment = history.current_experiment()
    blocks = experiment.network.conv_blocks
    if len(blocks) >= MAX_CONV_BLOCKS:
        return
    at = len(blocks) if at is None else min(at, len(blocks))
    known = (block for block in (*reversed(blocks[:at]), *blocks[at:]) if isinstance(block, ConvBlock))
    block = next(known, ConvBlock(filters=16))
    if at == len(blocks) and block.filters <= 128:
        block = changed(block, filters=block.filters * 2)
    grown = edited(experiment, ("network", "conv_blocks"), (*blocks[:at], block, *blocks[at:]))
    if summarize(grown).broken and not summarize(experiment).broken:
        block = changed(block, pooling="none")
    insert("conv_blocks", at, block)


def _bound(block: ConvBlock, block_id: int, name: str) -> tuple[str, Any, Edit]:
    return f"conv.{block_id}.{name}", getattr(block, name), block_edit("conv_blocks", block_id, name)


def _fields(block: ConvBlock, block_id: int) -> None:
    def bound(name: str) -> tuple[str, Any, Edit]:
        return _bound(block, block_id, name)

    st.select_slider("Filters", steps(FILTERS, block.filters), help=HELP["filters"], **field(*bound("filters")))
    left, right = st.columns(2)
    left.number_input(
        "Convolutions",
        help=HELP["convolutions"],
        **whole_range(ConvBlock, "convolutions"),
        **field(*bound("convolutions")),
    )
    name, shown, edit = bound("kernel_size")
    right.selectbox(
        "Kernel size",
        help=HELP["kernel_size"],
        format_func=lambda size: f"{size}×{size}",
        **choice(name, options_of(ConvBlock, "kernel_size"), shown, edit),
    )
    activation_field(options_of(ConvBlock, "activation"), bound)
    st.segmented_control(
        "Batch normalisation",
        list(options_of(ConvBlock, "batch_normalization")),
        format_func=capital,
        help=HELP["conv.batch_normalization"],
        **segments(*bound("batch_normalization")),
    )
    st.segmented_control(
        "Pooling", list(poolings()), format_func=_option, help=HELP["pooling"], **segments(*bound("pooling"))
    )
    st.select_slider(
        "Dropout",
        steps(RATES, block.dropout),
        format_func=amount_text,
        help=HELP["dropout"],
        **field(*bound("dropout")),
    )
    how_it_works(CONV, f"conv.{block_id}")


def _more(block: ConvBlock, block_id: int) -> None:
    """What most blocks leave alone."""

    def bound(name: str) -> tuple[str, Any, Edit]:
        return _bound(block, block_id, name)

    penalty = bound("l2")
    st.select_slider(
        "L2 penalty", steps(PENALTIES, block.l2), format_func=amount_text, help=HELP["l2"], **field(*penalty)
    )
    name, shown, edit = bound("kernel_initializer")
    st.selectbox(
        "Initialiser",
        help=HELP["kernel_initializer"],
        format_func=lambda one: capital(initializer_name(one)),
        **choice(name, options_of(ConvBlock, "kernel_initializer"), shown, edit),
    )
    name, shown, edit = bound("order")
    st.selectbox(
        "Order",
        help=HELP["order"],
        format_func=lambda order: capital(ORDERS[order]),
        **choice(name, options_of(ConvBlock, "order"), shown, edit),
    )
    st.segmented_control(
        "Kind of convolution",
        list(options_of(ConvBlock, "convolution")),
        format_func=capital,
        help=HELP["convolution"],
        **segments(*bound("convolution")),
    )
    if block.convolutions > 1 or block.residual:
        st.toggle("Residual", help=HELP["residual"], **field(*bound("residual")))
    bias_field(bound)
    normalization_fields(block, bound)


def _option(word: str) -> str:
    return capital(word.replace("_", " "))


def amount_text(amount: float) -> str:
    """A dropout rate or an L2 penalty; 0.00001 rather than 1e-05."""
    return decimal(amount) if amount else "none"
