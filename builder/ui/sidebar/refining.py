"""What refines a training and most designs leave alone: label smoothing, an average, clipping."""

import streamlit as st

from builder.design.edit.fields import edited, range_of
from builder.design.experiment import Experiment
from builder.design.training.averaging import AVERAGES, Averaging
from builder.design.training.training import Training
from builder.ui.explained.help import HELP
from builder.ui.sidebar.fields import choice, field, open_range, setting, steps
from builder.ui.sidebar.plain_fields import plain_fields
from builder.words.fields import AVERAGING_NOTE

SMOOTHINGS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
#: See `open_range`.
LOWEST_NORM = 0.01
#: The option of no average; no kind is called so.
NONE = "none"


def is_refined(training: Training) -> bool:
    """Whether the design uses one of them."""
    is_averaged, is_clipped = training.averaging is not None, training.gradient_clipping is not None
    return bool(training.loss.arguments()) or is_averaged or is_clipped


def refining_fields(training: Training) -> None:
    """A widget for each."""
    smoothing = getattr(training.loss, "label_smoothing", None)
    if smoothing is not None:
        st.select_slider(
            "Label smoothing",
            steps(SMOOTHINGS, smoothing),
            format_func=lambda share: f"{share:g}",
            help=HELP["label_smoothing"],
            **field("training.label_smoothing", smoothing, setting("training", "loss", "label_smoothing")),
        )
    _averaging(training.averaging)
    norm = training.gradient_clipping
    st.number_input(
        "Clip gradients at norm",
        placeholder="no clipping",
        help=HELP["gradient_clipping"],
        **open_range(norm, LOWEST_NORM, float(range_of(Training, "gradient_clipping").high or 0), step=0.5),
        **field("training.gradient_clipping", norm, setting("training", "gradient_clipping")),
    )


def _averaging(averaging: Averaging | None) -> None:
    """Which average of the weights, and its fields."""
    st.selectbox(
        "Average of the weights",
        format_func=lambda kind: "None" if kind == NONE else AVERAGES[kind].title,
        help=HELP["averaging"],
        **choice(
            "training.averaging",
            [NONE, *AVERAGES],
            NONE if averaging is None else averaging.kind,
            _set_averaging,
            redraw=True,
        ),
    )
    if averaging is not None:
        st.caption(AVERAGING_NOTE)
        plain_fields(averaging, "training.averaging", lambda name: setting("training", "averaging", name))


def _set_averaging(experiment: Experiment, kind: str) -> Experiment:
    return edited(experiment, ("training", "averaging"), None if kind == NONE else kind)
