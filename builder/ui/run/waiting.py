"""Tasks of other processes that a page waits for. The supervisor is looked after meanwhile, in case it was killed."""

import math
import time
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from builder import jobs
from builder.store.tasks import Task, get_task
from builder.ui.app import store

#: In seconds. Within the first, nothing is said: most answers are there by then.
SOON, OFTEN, SELDOM = 0.6, 0.03, 0.2
#: After this long the supervisor may have been killed; checking on it restarts it.
SUSPICIOUS = 3.0
#: TensorFlow's start, in seconds, and the time after which something is wrong.
USUAL_START, TOO_LONG = 8.0, 90.0
#: Looked up while waiting, as Streamlit ends a run that a click replaces only where it uses the page or its state.
ASKED = "builder.waits_for_task"


def looked_after(task_id: str) -> Task:
    """The task as it stands, for one tick of a fragment; raises TaskNotFoundError and SubmitError."""
    task = get_task(store.database(), task_id)
    if task.is_open:
        jobs.ensure_supervisor(store.settings())
    return task


def waited_for(
    task: Task, show: Callable[[DeltaGenerator, Task, float], object], most_seconds: float = math.inf
) -> Task:
    """The task once it has ended, or after `most_seconds`. It waits in the run of the page, which a click ends.

    `show(place, task, elapsed)` draws into a place that is empty again in the end. Raises TaskNotFoundError and
    SubmitError.
    """
    place, began = st.empty(), time.monotonic()
    while task.is_open and (elapsed := time.monotonic() - began) < most_seconds:
        if elapsed > SOON:
            show(place, task, elapsed)
        if elapsed > SUSPICIOUS:
            jobs.ensure_supervisor(store.settings())
        time.sleep(OFTEN if elapsed < 1 else SELDOM)
        st.session_state.get(ASKED)
        task = get_task(store.database(), task.id)
    place.empty()
    return task


def waiting_text(elapsed: float) -> str:
    """What to say after so many seconds of waiting."""
    if elapsed < 1:
        return "Looking at the picture"
    if elapsed < 2 * USUAL_START:
        return f"Starting TensorFlow for the first picture, about {USUAL_START:.0f} seconds"
    return "Still starting TensorFlow: the computer is busy"
