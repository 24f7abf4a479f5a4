"""What most designs leave alone: how long an epoch is, a target to stop at, how many images, and the split."""

import streamlit as st

from builder.spec.experiment import Experiment
from builder.spec.training import Training
from builder.ui.sidebar_data import split_fields
from builder.ui.sidebar_fields import field, with_training

#: In percent.
LOWEST_TARGET = 0.1


def more_fields(experiment: Experiment) -> None:
    """An expander that stands open where the design uses one of them."""
    training, data = experiment.training, experiment.data
    used = (training.steps_per_epoch, training.target_validation_accuracy, data.limit)
    with st.expander("More", expanded=any(value is not None for value in used), key="expander.more"):
        _steps_and_target(training)
        split_fields(experiment)


def _steps_and_target(training: Training) -> None:
    st.number_input(
        "Steps per epoch",
        min_value=1,
        max_value=100_000,
        step=1,
        placeholder="one pass over the images",
        help="How many batches make an epoch. Empty: as many as show every training image once.",
        **field("training.steps_per_epoch", training.steps_per_epoch, _set_steps),
    )
    target = training.target_validation_accuracy
    percent = None if target is None else round(100 * target, 4)
    st.number_input(
        "Stop at validation accuracy (%)",
        # A design from a link or a file may hold less than anybody would type here.
        min_value=LOWEST_TARGET if percent is None else min(LOWEST_TARGET, percent),
        max_value=100.0,
        step=1.0,
        format="%g",
        placeholder="never",
        help="Training ends with the first epoch that reaches it. Empty: it is no reason to stop.",
        **field("training.target", percent, _set_target),
    )


def _set_steps(experiment: Experiment, count: int | None) -> Experiment:
    return with_training(experiment, steps_per_epoch=count)


def _set_target(experiment: Experiment, percent: float | None) -> Experiment:
    return with_training(experiment, target_validation_accuracy=None if percent is None else round(percent / 100, 6))
