"""The sidebar's "Train until": a number of epochs, a time or an accuracy, whichever is first; and what is kept."""

import streamlit as st

from builder.design.experiment import Experiment
from builder.design.training.training import Training
from builder.ui.sidebar.fields import Change, field, segments, with_training
from builder.words.monitors import judge

#: In percent, and in minutes: less than anybody would type, but a link or a file may hold it.
LOWEST_TARGET = 0.1
LOWEST_TIME = 0.1

KEEP = {"last": "Last epoch", "best": "Best epoch"}


def until_fields(training: Training) -> None:
    """What ends the training, early stopping apart."""
    st.markdown(":small[Train until]")
    with st.container(border=True, gap="xsmall", key="until"):
        epochs, minutes = st.columns(2)
        epochs.number_input(
            "Epochs", min_value=1, max_value=10_000, step=1, **field("training.epochs", training.epochs, _set_epochs)
        )
        _time_limit(minutes, training)
        _target(training)
        if training.target is not None or training.time_limit is not None:
            st.caption("Whichever is first ends it.")


def keep_field(training: Training) -> None:
    """Which epoch's weights the run keeps."""
    st.segmented_control(
        "Keep the weights of the",
        list(KEEP),
        format_func=KEEP.get,
        help=f"Best: the epoch with the highest {judge(training)}.",
        **segments("training.keep", training.keep, _set_keep),
    )
    if training.target is not None and training.keep == "best":
        st.caption("A target keeps the best epoch, even if training ends without reaching it.")


def _target(training: Training) -> None:
    percent = None if training.target is None else round(100 * training.target, 4)
    st.number_input(
        f"{judge(training).capitalize()} reaches (%)",
        min_value=LOWEST_TARGET if percent is None else min(LOWEST_TARGET, percent),
        max_value=100.0,
        step=1.0,
        format="%g",
        placeholder="no target",
        help="Training ends with the first epoch that reaches it, and keeps the best epoch. Empty: no target.",
        **field(
            # Another widget for another meaning.
            "training.target.test" if training.judged_by_test else "training.target",
            percent,
            _set_target(judged_by_test=training.judged_by_test),
            redraw=training.keep != "best" or training.judged_by_test,
        ),
    )


def _time_limit(column, training: Training) -> None:
    limit = training.time_limit
    column.number_input(
        "Minutes",
        min_value=LOWEST_TIME if limit is None else min(LOWEST_TIME, limit),
        max_value=10_080.0,
        step=5.0,
        format="%g",
        placeholder="no limit",
        help="Training ends after the last epoch that fits in; one is trained in any case. Empty: no limit.",
        **field("training.time_limit", limit, _set_time_limit),
    )


def _set_target(*, judged_by_test: bool) -> Change:
    """A target keeps the best epoch: where it is missed, the last one may be far worse."""
    name = "target_test_accuracy" if judged_by_test else "target_validation_accuracy"

    def change(experiment: Experiment, percent: float | None) -> Experiment:
        if percent is None:
            return with_training(experiment, **{name: None})
        return with_training(experiment, **{name: round(percent / 100, 6)}, keep="best")

    return change


def _set_epochs(experiment: Experiment, count: int) -> Experiment:
    return with_training(experiment, epochs=count)


def _set_time_limit(experiment: Experiment, minutes: float | None) -> Experiment:
    return with_training(experiment, time_limit=minutes)


def _set_keep(experiment: Experiment, which: str) -> Experiment:
    return with_training(experiment, keep=which)
