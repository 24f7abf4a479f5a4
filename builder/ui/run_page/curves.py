"""The curves of an ended run: accuracy and loss with the gap between training and validation shaded."""

from collections.abc import Sequence

import streamlit as st

from builder.datasets.table import split_sizes
from builder.design.training.training import Training
from builder.progress.epoch import Epoch
from builder.progress.training_state import after
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.trouble import ticking
from builder.ui.figures.curve_summary import accuracy_summary, loss_summary
from builder.ui.figures.run_curves import AXES, Axis, run_curves
from builder.ui.figures.still import PLOTLY_CONFIG
from builder.ui.run.words import best_epoch, epoch_of
from builder.words.numbers import exact, percent
from builder.words.optimizing import schedule, straight_fall


def draw_curves(run: Run) -> None:
    """The card with both figures; nothing where no epoch was completed. Another axis redraws it alone."""
    if run.epochs:
        ticking(_draw, None)(run)


def _draw(run: Run) -> None:
    epochs = epochs_of(store.database(), run.id)
    training = run.experiment.training
    best = best_epoch(run, epochs, after(training, epochs))
    is_claimed = run.imported_at is not None
    claimed = "As its file claims: " if is_claimed else ""
    with st.container(border=True, key="run_curves"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("#### Curves", anchors=False, width="content")
            axis = axis_control("run.axis")
        images, chance = images_in_epoch(run), run.experiment.images.chance
        told = {
            "accuracy": accuracy_summary(epochs, len(epochs), best),
            "loss": loss_summary(epochs, len(epochs)),
        }
        with st.grid(2, min_column_width=300):
            for quantity in ("accuracy", "loss"):
                with st.container():
                    st.markdown(f"**{quantity.capitalize()}**")
                    figure = run_curves(
                        epochs, quantity, axis, best, images, chance, run.kept_epoch, is_claimed=is_claimed
                    )
                    alt = claimed + told[quantity]
                    st.plotly_chart(figure, config=PLOTLY_CONFIG, key=f"run.curves.{quantity}", alt=alt)
        st.caption(f"{claimed}{gap_sentence(epochs, run.kept_epoch)} {rate_sentence(training)}")


def axis_control(key: str) -> Axis:
    """By what the curves are drawn."""
    return st.segmented_control(
        "By",
        AXES,
        default="epochs",
        required=True,
        format_func=lambda name: f"by {name}",
        label_visibility="collapsed",
        key=key,
    )


def images_in_epoch(run: Run) -> int | None:
    """How many images the network saw in one epoch; None where the data set is not known here."""
    training = run.experiment.training
    if training.steps_per_epoch is not None:
        return training.steps_per_epoch * training.batch_size
    sizes = split_sizes(run.experiment.data, store.settings())
    return None if sizes is None else sizes[0]


def gap_sentence(epochs: Sequence[Epoch], kept_epoch: int | None) -> str:
    """What the shading stands for, where there is any, with its size at the kept epoch in percentage points."""
    kept = epoch_of(epochs, kept_epoch)
    gap = kept.accuracy - kept.val_accuracy
    is_shaded = any(epoch.accuracy > epoch.val_accuracy or epoch.loss < epoch.val_loss for epoch in epochs)
    shaded = "Shaded: the gap where training is better than validation. " if is_shaded else ""
    apart = (
        f"a gap of {100 * gap:.1f} points" if gap >= 0 else f"{-100 * gap:.1f} points better on the validation images"
    )
    return (
        f"{shaded}In epoch {kept.epoch}, which is kept, training accuracy is "
        f"{percent(kept.accuracy)} and validation accuracy {percent(kept.val_accuracy)}, {apart}."
    )


def rate_sentence(training: Training) -> str:
    """The learning rate, in words."""
    if told := straight_fall(training.learning_rate):
        return f"The learning rate {told}."
    rate, course = exact(training.learning_rate.rate), schedule(training.learning_rate)
    if not course:
        return f"The learning rate is {rate} from the first step to the last."
    return f"The learning rate is at most {rate}; its schedule is {course}."
