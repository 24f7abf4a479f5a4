"""The fields of a block that say how its layers compute: activation, bias, and batch normalisation."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.ui.explained.help import HELP
from builder.ui.sidebar.fields import Edit, choice, field, steps
from builder.words.block_choices import ACTIVATIONS
from builder.words.numbers import exact

MOMENTA = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
EPSILONS = (1e-12, 1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1)

#: From a field's name to the widget's name, the value that it shows, and its edit.
Bound = Callable[[str], tuple[str, Any, Edit]]


def activation_field(options: tuple[str, ...], bound: Bound) -> None:
    """How a block's layers bend what they compute."""
    name, shown, edit = bound("activation")
    st.selectbox(
        "Activation",
        help=HELP["activation"],
        format_func=ACTIVATIONS.__getitem__,
        **choice(name, options, shown, edit),
    )


def bias_field(bound: Bound) -> None:
    """Whether the block's layers have a bias."""
    st.toggle("Bias", help=HELP["use_bias"], **field(*bound("use_bias")))


def normalization_fields(block: ConvBlock | DenseBlock, bound: Bound) -> None:
    """How batch normalisation computes; nothing where the block has none."""
    if block.batch_normalization in ("none", False):
        return
    st.toggle("Normalisation scale", help=HELP["normalization_scale"], **field(*bound("normalization_scale")))
    for label, name, stops in (
        ("Normalisation momentum", "normalization_momentum", MOMENTA),
        ("Normalisation epsilon", "normalization_epsilon", EPSILONS),
    ):
        st.select_slider(
            label, steps(stops, getattr(block, name)), format_func=exact, help=HELP[name], **field(*bound(name))
        )
