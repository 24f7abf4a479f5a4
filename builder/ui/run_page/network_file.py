"""The network of a run in the format of another program, as the inference process writes it."""

import time

import streamlit as st

from builder import jobs
from builder.proof.errors import ProofError
from builder.store.runs.records import Run
from builder.store.tasks import get_task
from builder.ui.app import store
from builder.ui.session import visitor
from builder.words.reasons import said

POLL_SECONDS = 0.2
#: TensorFlow starts within seconds; longer questions of others may come first.
WAIT_SECONDS = 180.0


def network_file(run: Run, format: str) -> bytes:
    """The file's bytes; waits for it, and ends with the page's run. Raises ProofError, StoreError and SubmitError."""
    task = jobs.request_saved_as(store.settings(), store.database(), run.id, format, visitor.current().owner)
    deadline, place = time.monotonic() + WAIT_SECONDS, st.empty()
    while task.state in ("queued", "working"):
        if time.monotonic() > deadline:
            raise ProofError("The network was not written in time; other questions come first. Try again.")
        time.sleep(POLL_SECONDS)
        place.empty()  # where Streamlit ends a run that is no longer wanted
        task = get_task(store.database(), task.id)
    if task.state == "failed":
        raise ProofError(said(task.error) if task.error else "The network was not written; try again.")
    try:
        return jobs.saved_file(store.settings(), run.id, format).read_bytes()
    except OSError:
        raise ProofError("The network was written, but its file is gone; try again.") from None
