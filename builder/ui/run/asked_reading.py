"""The reading of a test set that this session asked for; another process does it."""

import streamlit as st

from builder import jobs
from builder.ui.app import store

TEST_READING = "builder.test_reading"


def ask(run_id: str, owner: str) -> None:
    """Have that run's test set read; raises StoreError or SubmitError with one sentence."""
    task = jobs.request_test_reading(store.settings(), store.database(), run_id, owner)
    st.session_state[TEST_READING] = task.id


def task_id() -> str | None:
    """The task of the reading that this session asked for last; None where there is none."""
    return st.session_state.get(TEST_READING)


def forget() -> None:
    """Forget that reading, once its outcome has been shown."""
    st.session_state.pop(TEST_READING, None)
