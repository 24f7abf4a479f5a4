"""What most designs leave alone: how long an epoch and its validation are, how many images, the split."""

import streamlit as st

from builder.spec.experiment import Experiment
from builder.spec.training import VALIDATION_STEP, Training
from builder.ui.sidebar_data import split_fields
from builder.ui.sidebar_fields import Change, field, with_training


def more_fields(experiment: Experiment) -> None:
    """An expander that stands open where the design uses one of them."""
    training, data = experiment.training, experiment.data
    is_used = data.trains_on_validation or any(
        value is not None for value in (training.steps_per_epoch, training.validation_steps, data.limit)
    )
    with st.expander("More", expanded=is_used, key="expander.more"):
        _steps(training)
        split_fields(experiment)


def _steps(training: Training) -> None:
    st.number_input(
        "Steps per epoch",
        min_value=1,
        max_value=100_000,
        step=1,
        placeholder="one pass over the images",
        help="How many batches make an epoch. Empty: as many as show every training image once.",
        **field("training.steps_per_epoch", training.steps_per_epoch, _change("steps_per_epoch")),
    )
    st.number_input(
        "Validation steps",
        min_value=1,
        max_value=100_000,
        step=1,
        placeholder="all validation images",
        help=f"Each epoch is validated on the first so many batches of {VALIDATION_STEP} images. Empty: on all. "
        "Fewer are quicker and less sure, and rank apart.",
        **field("training.validation_steps", training.validation_steps, _change("validation_steps")),
    )


def _change(name: str) -> Change:
    def change(experiment: Experiment, picked: object) -> Experiment:
        return with_training(experiment, **{name: picked})

    return change
