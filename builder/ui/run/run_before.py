"""The run before the one on display: its curve stands faintly behind, its test accuracy beside the other's."""

import streamlit as st

from builder.store.board.run_before import run_before
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import Run, runs_by_id
from builder.ui.app import store
from builder.ui.figures.before import Before
from builder.ui.run.beside import alone_right_of, beside

_KNOWN = "builder.run_before"
_COMPARED = "builder.compared_with_run_before"


def curve_before(run: Run) -> Before | None:
    """The curve of the run that its owner trained before `run` on the same images; looked for after each epoch."""
    return _known(run)[1]


def compared_with_before(run: Run, owner: str) -> str:
    """How many test images an ended run got right beside the run before it, and whether that is chance; plain text.

    Empty where there is none, where one of them has no test accuracy, and for a run out of a file. The predictions
    are read once.
    """
    earlier_id = _known(run)[0] if run.tested is not None and run.imported_at is None else None
    if earlier_id is None:
        return ""
    earlier = runs_by_id(store.database(), [earlier_id]).get(earlier_id)  # its test set may have been read since
    if earlier is None or earlier.tested is None:
        return ""
    called = f"“{earlier.name}”, {'your run before' if run.owner == owner else 'the run before it'}"
    asked = (run.id, run.tested, earlier.id, earlier.tested, called)
    known, told = st.session_state.get(_COMPARED, (None, ""))
    if known != asked:
        told = beside(run, earlier, alone_right_of(run, earlier), called)
        st.session_state[_COMPARED] = (asked, told)
    return str(told)


def _known(run: Run) -> tuple[str | None, Before | None]:
    """The id of the run before, and its curve; looked for after each epoch."""
    known, found = st.session_state.get(_KNOWN, (None, (None, None)))
    if known != (run.id, run.epochs):
        earlier = run_before(store.database(), run)
        curve = () if earlier is None else epochs_of(store.database(), earlier.id)
        found = (earlier.id, Before(earlier.name, curve)) if earlier is not None and curve else (None, None)
        st.session_state[_KNOWN] = ((run.id, run.epochs), found)
    return found
