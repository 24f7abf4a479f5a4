"""What most designs leave alone at both ends of the network: what the images go through, and the output."""

from typing import Any

import streamlit as st

from builder.design.edit.fields import options_of
from builder.design.experiment import Experiment
from builder.design.network.input import Input
from builder.design.network.output import Output
from builder.ui.explained.help import HELP
from builder.ui.explained.how import how_it_works
from builder.ui.explained.lessons import INPUT
from builder.ui.sidebar.fields import Edit, choice, field, segments, setting, steps
from builder.words.block_choices import ACTIVATIONS, initializer_name
from builder.words.numbers import exact
from builder.words.sentences import capital

WHITENING_CHOICES = {"none": "None", "fixed": "Fixed", "bias": "With bias"}
SCALES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)


def ends_fields(experiment: Experiment) -> None:
    """An expander that draws its fields only while it is open; it begins open where the design uses one of them."""
    network = experiment.network
    is_used = network.input != Input() or network.output != Output()
    ends = st.expander("Input and output", expanded=is_used, key="expander.ends", on_change="rerun")
    if ends.open:
        with ends:
            _input(network.input)
            _output(network.output)


def _input(given: Input) -> None:
    def bound(name: str) -> tuple[str, Any, Edit]:
        return f"input.{name}", getattr(given, name), setting("network", "input", name)

    st.toggle("Normalise colours", help=HELP["input_normalization"], **field(*bound("normalization")))
    st.segmented_control(
        "Whitening",
        list(options_of(Input, "whitening")),
        format_func=WHITENING_CHOICES.__getitem__,
        help=HELP["whitening"],
        **segments(*bound("whitening")),
    )
    if given.whitening != "none":
        name, shown, edit = bound("activation")
        st.selectbox(
            "Activation after whitening",
            help=HELP["input_activation"],
            format_func=ACTIVATIONS.__getitem__,
            **choice(name, options_of(Input, "activation"), shown, edit),
        )
    how_it_works(INPUT, "input")


def _output(output: Output) -> None:
    def bound(name: str) -> tuple[str, Any, Edit]:
        return f"output.{name}", getattr(output, name), setting("network", "output", name)

    st.toggle("Output bias", help=HELP["output_bias"], **field(*bound("use_bias")))
    name, shown, edit = bound("kernel_initializer")
    st.selectbox(
        "Output initialiser",
        help=HELP["output_initializer"],
        format_func=lambda one: capital(initializer_name(one)),
        **choice(name, options_of(Output, "kernel_initializer"), shown, edit),
    )
    st.select_slider(
        "Logit scale",
        steps(SCALES, output.logit_scale),
        format_func=lambda scale: exact(round(scale, 4)),
        help=HELP["logit_scale"],
        **field(*bound("logit_scale")),
    )
