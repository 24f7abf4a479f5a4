"""The schedule of the learning rate: its choice, and where one is chosen its course and its fields."""

import streamlit as st

from builder.datasets.table import split_sizes
from builder.design.edit.training import with_learning_rate
from builder.design.experiment import Experiment
from builder.design.training.rates import LEARNING_RATES, LearningRate
from builder.design.training.training import steps_per_epoch
from builder.ui.app import store
from builder.ui.explained.help import HELP, with_term
from builder.ui.figures.rate_curve import rate_curve
from builder.ui.sidebar.fields import choice, setting
from builder.ui.sidebar.plain_fields import plain_fields
from builder.words.counts import count
from builder.words.fields import SCHEDULE_NOTES
from builder.words.optimizing import straight_fall, title_of_schedule
from builder.words.sentences import capital


def schedule_choice(rate: LearningRate) -> None:
    """Which kind of learning rate."""
    kinds = list(LEARNING_RATES)
    st.selectbox(
        "Schedule of the learning rate",
        format_func=title_of_schedule,
        help=HELP["schedule"],
        **choice("training.learning_rate.kind", kinds, rate.kind, with_learning_rate, redraw=True),
    )


def schedule_fields(experiment: Experiment) -> None:
    """The course of a rate that does not stay as it is, and what it follows from; nothing for a constant one."""
    rate = experiment.training.learning_rate
    if rate.kind == "constant":
        return
    with st.container(border=True, gap="xsmall", key="schedule"):
        fall = straight_fall(rate)
        note = SCHEDULE_NOTES.get(rate.kind, "") if fall is None else f"{capital(fall)}."
        if rate.keras_class is not None:
            st.markdown(rate_curve(rate), unsafe_allow_html=True)
            note = f"{note} {_steps(experiment)}"
        st.caption(with_term(note, rate.kind))
        # Where there is no warm-up, nothing begins with that share.
        hidden = ("rate",) if fall is None else ("rate", "first_share")
        plain_fields(
            rate, "training.learning_rate", lambda name: setting("training", "learning_rate", name), leave_out=hidden
        )


def _steps(experiment: Experiment) -> str:
    """How many steps the schedule is laid over."""
    training = experiment.training
    epochs = count(training.epochs, "epoch")
    sizes = split_sizes(experiment.data, store.settings())
    if sizes is None:
        return f"Over all steps of {epochs}."
    each = steps_per_epoch(sizes[0], training)
    return f"Over {count(each * training.epochs, 'step')}: {epochs} of {each:,}."
