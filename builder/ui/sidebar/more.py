"""What most designs leave alone: how fine training is, how long an epoch is, how images are validated, the split."""

import streamlit as st

from builder.design.experiment import Experiment
from builder.design.training.training import VALIDATION_STEP, Training
from builder.ui.explained.help import HELP
from builder.ui.sidebar.data import split_fields
from builder.ui.sidebar.fields import field, segments, setting, whole_range
from builder.ui.sidebar.refining import is_refined, refining_fields

PRECISIONS = {"auto": "Automatic", "float32": "float32", "mixed_bfloat16": "bfloat16"}


def more_fields(experiment: Experiment) -> None:
    """An expander that stands open where the design uses one of them."""
    training, data = experiment.training, experiment.data
    is_used = (
        data.trains_on_validation
        or training.precision != "auto"
        or training.mirror_average
        or is_refined(training)
        or any(value is not None for value in (training.steps_per_epoch, training.validation_steps, data.limit))
    )
    with st.expander("More", expanded=is_used, key="expander.more"):
        refining_fields(training)
        _steps(training)
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
        help=f"Each epoch is validated on the first so many batches of {VALIDATION_STEP} images. Empty: on all. "
        "Fewer are quicker and less sure, and rank apart.",
        **field("training.validation_steps", training.validation_steps, setting("training", "validation_steps")),
    )


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
