"""The four numbers under a run's curves: while it trains, and after it has ended."""

from collections.abc import Sequence

import streamlit as st

from builder.runs.records import Epoch, Run
from builder.ui import live_words as words


def live_metrics(run: Run, epochs: Sequence[Epoch]) -> None:
    """Where training stands: validation accuracy and its last step, the best so far, training, what may end it."""
    last, best = epochs[-1], words.best_of(epochs)
    accuracy = words.percent(last.val_accuracy)
    before = epochs[-2].val_accuracy if len(epochs) > 1 else None
    with st.grid(4, min_column_width=130):
        if before is not None and words.percent(before) == accuracy:
            _metric("Validation accuracy", accuracy, "as before")
        else:
            delta = None if before is None else words.points(before, last.val_accuracy)
            st.metric("Validation accuracy", accuracy, delta)
        _metric("Best so far", words.percent(best.val_accuracy), f"epoch {best.epoch}")
        st.metric("Training accuracy", words.percent(last.accuracy))
        _what_may_end_it(run, epochs)


def _what_may_end_it(run: Run, epochs: Sequence[Epoch]) -> None:
    training = run.experiment.training
    if training.early_stopping:
        left = {rule: words.epochs_left(rule, epochs) for rule in training.early_stopping}
        told = " ".join(
            f"Ends after {words.epoch_count(count)} more without a better {words.MONITOR_TITLES[rule.monitor]}."
            for rule, count in left.items()
        )
        st.metric("Early stopping", f"{min(left.values())} left", help=told)
    elif training.target_validation_accuracy is not None:
        told = "The run ends as soon as the validation accuracy reaches this."
        st.metric("Target", words.percent(training.target_validation_accuracy), help=told)
    else:
        st.metric(
            "Epochs left", f"{training.epochs - len(epochs):,}", help="No early stopping: all epochs are trained."
        )


def final_metrics(run: Run, epochs: Sequence[Epoch]) -> None:
    """How a run came out: test accuracy with its interval, and what the kept weights reached."""
    kept = next((epoch for epoch in epochs if epoch.epoch == run.kept_epoch), epochs[-1])
    with st.grid(4, min_column_width=130):
        if run.test_count:
            told = f"Of {run.test_count:,} test images, which took no part in training; they are read once."
            _metric("Test accuracy", words.percent(run.test_accuracy), words.test_interval(run), told)
        else:
            _metric("Test accuracy", "not read", None, "The test set is read when a run finishes by itself.")
        _metric("Validation accuracy", words.percent(kept.val_accuracy), f"epoch {kept.epoch}, kept")
        _metric("Training accuracy", words.percent(kept.accuracy), f"epoch {kept.epoch}")
        best = words.best_of(epochs)
        _metric("Best validation", words.percent(best.val_accuracy), f"epoch {best.epoch}")


def _metric(label: str, value: str, note: str | None, told: str | None = None) -> None:
    """A number with a quiet note under it."""
    st.metric(label, value, note, delta_color="off", delta_arrow="off", help=told)
