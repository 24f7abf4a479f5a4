"""The sidebar's "Train until": a number of epochs, a time or an accuracy, whichever is first; and what is kept."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from builder.design.edit.fields import range_of
from builder.design.edit.training import with_target
from builder.design.experiment import Experiment
from builder.design.training.training import Training
from builder.ui.explained.help import HELP
from builder.ui.sidebar.fields import field, open_range, segments, setting, whole_range
from builder.words.monitors import judging_accuracy

#: In percent, and in minutes; see `open_range`.
LOWEST_TARGET = 0.1
LOWEST_TIME = 0.1

KEEP = {"last": "Last epoch", "best": "Best epoch"}


def until_fields(training: Training) -> None:
    """What ends the training, early stopping apart."""
    st.markdown(":small[Train until]")
    with st.container(border=True, gap="xsmall", key="until"):
        epochs, minutes = st.columns(2)
        epochs.number_input(
            "Epochs",
            help=HELP["epochs"],
            **whole_range(Training, "epochs"),
            **field("training.epochs", training.epochs, setting("training", "epochs")),
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
        format_func=KEEP.__getitem__,
        help=HELP["keep"],
        **segments("training.keep", training.keep, setting("training", "keep")),
    )
    if training.target is not None and training.keep == "best":
        st.caption("A target keeps the best epoch, even if training ends without reaching it.")


def _target(training: Training) -> None:
    percent = None if training.target is None else round(100 * training.target, 4)
    st.number_input(
        f"{judging_accuracy(training).capitalize()} reaches (%)",
        placeholder="no target",
        help=HELP["target"],
        **open_range(percent, LOWEST_TARGET, 100.0, step=1.0),
        **field(
            # Another widget for another meaning.
            "training.target.test" if training.judged_by_test else "training.target",
            percent,
            _set_target,
            redraw=training.keep != "best" or training.judged_by_test,
        ),
    )


def _time_limit(column: DeltaGenerator, training: Training) -> None:
    limit = training.time_limit
    column.number_input(
        "Minutes",
        placeholder="no limit",
        help=HELP["time_limit"],
        **open_range(limit, LOWEST_TIME, float(range_of(Training, "time_limit").high or 0), step=5.0),
        **field("training.time_limit", limit, setting("training", "time_limit")),
    )


def _set_target(experiment: Experiment, percent: float | None) -> Experiment:
    return with_target(experiment, None if percent is None else round(percent / 100, 6))
