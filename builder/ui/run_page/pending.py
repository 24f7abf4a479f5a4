"""A task of another process that a section waits for, tick by tick."""

import streamlit as st

from builder import jobs
from builder.store.errors import TaskNotFoundError
from builder.store.tasks import Task, get_task
from builder.ui.app import store


def pending(task_id: str) -> Task:
    """The task while it is under way, for one tick of a fragment; once it has ended, the whole page runs."""
    try:
        task = get_task(store.database(), task_id)
    except TaskNotFoundError:
        st.rerun(scope="app")
    if task.state not in ("queued", "working"):
        st.rerun(scope="app")
    jobs.ensure_supervisor(store.settings())
    return task
