"""What most designs leave alone: how fine training is, how long an epoch is, how images are validated, the split."""

import streamlit as st

from builder.design.edit.fields import changed, edited
from builder.design.experiment import Experiment
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.training import VALIDATION_STEP, Training
from builder.ui.explained.help import HELP
from builder.ui.sidebar.data import split_fields
from builder.ui.sidebar.fields import field, segments, setting, steps, whole_range
from builder.ui.sidebar.refining import is_refined, refining_fields
from builder.words.numbers import short_percent

#: Shares of the steps.
SHARES = tuple(tenth / 10 for tenth in range(1, 10))
_PROGRESSIVE = ("training", "progressive_size")
PRECISIONS = {"auto": "Automatic", "float32": "float32", "mixed_bfloat16": "bfloat16"}


def more_fields(experiment: Experiment) -> None:
    """An expander that stands open where the design uses one of them."""
    training, data = experiment.training, experiment.data
    is_used = (
        data.trains_on_validation
        or training.precision != "auto"
        or training.mirror_average
        or training.progressive_size is not None
        or is_refined(training)
        or any(value is not None for value in (training.steps_per_epoch, training.validation_steps, data.limit))
    )
    with st.expander("More", expanded=is_used, key="expander.more"):
        refining_fields(training)
        _steps(training)
        _progressive_size(training)
        _mirror_average(training)
        _precision(training)
        split_fields(experiment)


def _steps(training: Training) -> None:
    st.number_input(
        "Steps per epoch",
        **whole_range(Training, "steps_per_epoch"),
        placeholder="one pass over the images",
        help=HELP["steps_per_epoch"],
        **field("training.steps_per_epoch", training.steps_per_epoch, setting("training", "steps_per_epoch")),
    )
    st.number_input(
        "Validation steps",
        **whole_range(Training, "validation_steps"),
        placeholder="all validation images",
        help=f"On how many batches of {VALIDATION_STEP} validation images each epoch is checked. Empty: on all. "
        "Fewer are quicker and less sure, and rank apart.",
        **field("training.validation_steps", training.validation_steps, setting("training", "validation_steps")),
    )


def _progressive_size(training: Training) -> None:
    progressive = training.progressive_size
    st.number_input(
        "Smaller images first, in pixels",
        **whole_range(ProgressiveSize, "size"),
        placeholder="one size throughout",
        help=HELP["progressive_size"],
        **field("training.progressive_size", None if progressive is None else progressive.size, _begin_with),
    )
    if progressive is not None:
        st.select_slider(
            "In this part of the steps",
            steps(SHARES, progressive.until),
            format_func=short_percent,
            help=HELP["until"],
            **field("training.progressive_size.until", progressive.until, setting(*_PROGRESSIVE, "until")),
        )


def _begin_with(experiment: Experiment, size: int | None) -> Experiment:
    """With images of that size at first; None: of one size."""
    before = experiment.training.progressive_size or ProgressiveSize()
    return edited(experiment, _PROGRESSIVE, None if size is None else changed(before, size=size))


def _mirror_average(training: Training) -> None:
    st.toggle(
        "Mirror average",
        help=HELP["mirror_average"],
        **field("training.mirror_average", training.mirror_average, setting("training", "mirror_average")),
    )


def _precision(training: Training) -> None:
    st.segmented_control(
        "Number format",
        list(PRECISIONS),
        format_func=PRECISIONS.__getitem__,
        help=HELP["precision"],
        **segments("training.precision", training.precision, setting("training", "precision")),
    )
