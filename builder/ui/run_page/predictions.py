"""What a run's network said of its validation images, and of its test images when they were read.

The first are kept when training ends. Where they are not, as for a run that was stopped, another process looks at the
validation images now, for everybody at once. The test set is never read for this page.
"""

import streamlit as st

from builder import jobs
from builder.design.data import HeldOut
from builder.jobs import why_no_validation_predictions
from builder.statistics.predictions import Predictions
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import has_predictions, load_predictions
from builder.store.errors import TaskNotFoundError
from builder.store.runs.records import Run
from builder.store.tasks import Task, get_task
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.run.indeterminate import indeterminate
from builder.ui.run_page.pending import pending
from builder.words.reasons import why_failed
from builder.words.sentences import full_stop

#: The task that looks at a run's validation images, by the run's id.
LOOKING = "builder.looking_at_validation"
POLL_SECONDS = 0.5


def kept(run: Run, kind: HeldOut) -> Predictions | None:
    """The run's predictions of these images; None where there are none here. Raises ArtifactError."""
    files = artifacts_of(store.settings())
    return load_predictions(files, run.id, kind) if has_predictions(files, run.id, kind) else None


def draw_looking(run: Run) -> bool:
    """Asks for the predictions of the validation images where they are not kept, and shows how far that is.

    For a run whose files are in this home.
    Returns whether they are there; else a sentence says why not, or that they are coming, and the page runs again when
    they have come.
    """
    if has_predictions(artifacts_of(store.settings()), run.id, "validation"):
        return True
    why_not = why_no_validation_predictions(run)
    if why_not is not None:
        st.info(plain(why_not), icon=":material/info:")
        return False
    try:
        task = _task(run)
    except jobs.SubmitError as error:
        st.warning(plain(sentence_of(error)), icon=":material/warning:")
        return False
    if task.state == "failed":
        told = why_failed(task.error, "The validation images could not be looked at")
        st.warning(plain(full_stop(told)), icon=":material/warning:")
        if st.button("Try again", key="run.look_again", icon=":material/refresh:"):
            st.session_state[LOOKING].pop(run.id)
            st.rerun()
        return False
    ticking(_wait, POLL_SECONDS)(task.id)
    return False


def _task(run: Run) -> Task:
    """The task that this session asked for, or a new one; raises SubmitError."""
    asked: dict[str, str] = st.session_state.setdefault(LOOKING, {})
    try:
        if run.id in asked and (task := get_task(store.database(), asked[run.id])).state != "done":
            return task
    except TaskNotFoundError:
        pass
    task = jobs.request_validation_predictions(store.settings(), store.database(), run.id)
    asked[run.id] = task.id
    return task


def _wait(task_id: str) -> None:
    draw_how_far(pending(task_id))


def draw_how_far(task: Task, further: str = "") -> None:
    """How far the looking is, for a page that has the style of `indeterminate`; `further` is added to the text."""
    told = "Looking at the validation images one by one"
    if task.progress and task.progress.get("images_total"):
        done, total = task.progress["images_done"], task.progress["images_total"]
        st.progress(min(1.0, done / total), f"{told}: {done:,} of {total:,}{further}")
    else:
        indeterminate(f"{told}{further}; TensorFlow starts …")
