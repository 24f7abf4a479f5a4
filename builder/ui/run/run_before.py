"""The run before the one on display: its curve stands faintly behind the other's."""

import streamlit as st

from builder.store.board.run_before import run_before
from builder.store.runs.records import Run, epochs_of
from builder.ui.app import store
from builder.ui.figures.before import Before

_KNOWN = "builder.run_before"


def curve_before(run: Run) -> Before | None:
    """The curve of the run that its owner trained before `run` on the same images; looked for after each epoch."""
    known, found = st.session_state.get(_KNOWN, (None, None))
    if known != (run.id, run.epochs):
        earlier = run_before(store.database(), run)
        curve = () if earlier is None else epochs_of(store.database(), earlier.id)
        found = Before(earlier.name, curve) if earlier is not None and curve else None
        st.session_state[_KNOWN] = ((run.id, run.epochs), found)
    return found
