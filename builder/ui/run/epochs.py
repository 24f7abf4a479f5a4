"""The epochs of the run on display and where its training stands; only new epochs are read and processed."""

from collections.abc import Sequence
from functools import reduce

import streamlit as st

from builder.progress.epoch import Epoch
from builder.progress.training_state import TrainingState, advance, at_start
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import Run
from builder.ui.app import store

WATCHED_EPOCHS = "builder.watched_epochs"


def watched(run: Run) -> tuple[Sequence[Epoch], TrainingState]:
    """The run's epochs, and what early stopping, target and best epoch come to after them."""
    run_id, seen, state = st.session_state.get(WATCHED_EPOCHS, (None, (), None))
    if run_id != run.id or len(seen) > run.epochs:
        seen, state = (), at_start(run.experiment.training)
    if len(seen) < run.epochs:
        new = epochs_of(store.database(), run.id, after=seen[-1].epoch if seen else 0)
        seen, state = (*seen, *new), reduce(advance, new, state)
    st.session_state[WATCHED_EPOCHS] = (run.id, seen, state)
    return seen, state
