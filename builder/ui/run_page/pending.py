"""A task of another process that a section waits for, tick by tick."""

import streamlit as st

from builder.store.errors import TaskNotFoundError
from builder.store.tasks import Task
from builder.ui.run.waiting import looked_after


def pending(task_id: str) -> Task:
    """The task while it is under way, for one tick of a fragment; once it has ended, the whole page runs."""
    try:
        task = looked_after(task_id)
    except TaskNotFoundError:
        st.rerun(scope="app")
    if not task.is_open:
        st.rerun(scope="app")
    return task
