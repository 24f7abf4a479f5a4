"""The four numbers under a run's curves: while it trains, and after it has ended."""

from collections.abc import Sequence

import streamlit as st

from builder.progress.epoch import Epoch
from builder.progress.training_state import TrainingState
from builder.store.runs.records import Run
from builder.ui.run import words
from builder.words.monitors import MONITORS, judging_accuracy
from builder.words.numbers import percent, points


def live_metrics(run: Run, epochs: Sequence[Epoch], state: TrainingState) -> None:
    """Where training stands: the accuracy that judges and its last step, the best so far, training, what may end it."""
    last, before = epochs[-1], epochs[-2] if len(epochs) > 1 else None
    tested = last.test_accuracy if run.experiment.training.judged_by_test else None
    validated_before = None if before is None else before.val_accuracy
    with st.grid(4, min_column_width=130):
        if tested is not None:
            _step("Test accuracy", tested, None if before is None else before.test_accuracy)
        else:
            _step("Validation accuracy", last.val_accuracy, validated_before)
        _best("Best so far", run, epochs, state)
        if tested is not None:
            _step("Validation accuracy", last.val_accuracy, validated_before)
        else:
            st.metric("Training accuracy", percent(last.accuracy))
        _what_may_end_it(run, epochs, state)


def _best(label: str, run: Run, epochs: Sequence[Epoch], state: TrainingState) -> None:
    """The best accuracy that judged, and its epoch."""
    if state.best_judged is not None:
        _metric(label, percent(state.best_judged), f"epoch {words.best_epoch(run, epochs, state)}")


def _step(label: str, value: float, before: float | None) -> None:
    """An accuracy with its change in the last epoch."""
    shown = percent(value)
    if before is not None and percent(before) == shown:
        _metric(label, shown, "as before")
    else:
        st.metric(label, shown, None if before is None else points(before, value))


def _what_may_end_it(run: Run, epochs: Sequence[Epoch], state: TrainingState) -> None:
    """The most likely end: the early-stopping rule with the least patience left, else the target, else the epochs."""
    training = run.experiment.training
    rules = words.rules_in_time(run, state)
    if rules:
        left = [words.patience_left(one) for one in rules]
        titles = [MONITORS[one.rule.monitor] for one in rules]
        nearest = titles[left.index(min(left))] if len(set(left)) > 1 or len(left) == 1 else "each monitor"
        told = "How many more epochs may pass without a better value before the training ends."
        _metric("Early stopping", f"{min(left)} left", nearest, told)
    elif training.target is not None:
        told = f"The run ends as soon as the {judging_accuracy(training)} reaches this."
        st.metric("Target", percent(training.target), help=told)
    else:
        st.metric(
            "Epochs left", f"{training.epochs - len(epochs):,}", help="No early stopping or target can end it sooner."
        )


def final_metrics(run: Run, epochs: Sequence[Epoch], state: TrainingState) -> None:
    """The result of a run: test accuracy with its interval, and the accuracies of the kept weights."""
    kept = words.epoch_of(epochs, run.kept_epoch)
    data, training = run.experiment.data, run.experiment.training
    with st.grid(4, min_column_width=130):
        if run.tested is not None and training.judged_by_test:
            told = f"Of {run.tested.count:,} test images, which ended the training and chose the epoch: no estimate."
            _metric("Test accuracy", percent(run.tested.accuracy), "chose this model", told)
        elif run.tested is not None:
            told = (
                f"Of {run.tested.count:,} test images, which took no part in training; they are read once. “Likely "
                "between” gives the 95 % interval: how far chance in the choice of these images reaches."
            )
            _metric("Test accuracy", percent(run.tested.accuracy), words.interval_text(run), told)
        else:
            _metric("Test accuracy", "not read", None, "The test set is read when a run finishes by itself.")
        note = "trained on" if data.trains_on_validation else f"epoch {kept.epoch}, kept"
        _metric("Validation accuracy", percent(kept.val_accuracy), note)
        _metric("Training accuracy", percent(kept.accuracy), f"epoch {kept.epoch}")
        _best("Best on the test" if training.judged_by_test else "Best validation", run, epochs, state)


def _metric(label: str, value: str, note: str | None, told: str | None = None) -> None:
    """A number with a quiet note under it."""
    st.metric(label, value, note, delta_color="off", delta_arrow="off", help=told)
