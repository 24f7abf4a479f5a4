"""The epochs of the run on display and its standing; only new epochs are read and processed."""

from collections.abc import Sequence
from functools import reduce

import streamlit as st

from builder.progress.epoch import Epoch
from builder.progress.standing import Standing, advance, at_start
from builder.store.runs.records import Run, epochs_of
from builder.ui.app import store

WATCHED_EPOCHS = "builder.watched_epochs"


def watched(run: Run) -> tuple[Sequence[Epoch], Standing]:
    """The run's epochs, and what early stopping, target and best epoch come to after them."""
    run_id, seen, standing = st.session_state.get(WATCHED_EPOCHS, (None, (), None))
    if run_id != run.id or len(seen) > run.epochs:
        seen, standing = (), at_start(run.experiment.training)
    if len(seen) < run.epochs:
        new = epochs_of(store.database(), run.id, after=seen[-1].epoch if seen else 0)
        seen, standing = (*seen, *new), reduce(advance, new, standing)
    st.session_state[WATCHED_EPOCHS] = (run.id, seen, standing)
    return seen, standing
