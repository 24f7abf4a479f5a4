"""Proof: the run's one reading of the test set, repeated for its owner by a process that has none of this product."""

import streamlit as st

from builder import jobs
from builder.store.errors import StoreError, TaskNotFoundError
from builder.store.runs.records import Run
from builder.store.tasks import Task, get_task
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.run.indeterminate import indeterminate
from builder.ui.run_page.pending import pending
from builder.words.reasons import why_failed
from builder.words.sentences import full_stop

#: The task that this session asked for, by the run's id.
VERIFYING = "builder.verifying"
POLL_SECONDS = 0.5

EXPLAINED = (
    "A script of its own classifies the same test images once more and compares with what is recorded. The run learns "
    "nothing by it."
)


def draw_verifying(run: Run, owner: str) -> None:
    """A card for whoever owns the run, which has weights, if there is a reading to repeat."""
    has_reading = run.test_count is not None or (run.claims is not None and run.claims.test_count is not None)
    if run.owner != owner or not has_reading:
        return
    with st.container(border=True, key="run_verify"):
        st.markdown("**:material/verified: Test it again**")
        st.caption(EXPLAINED)
        task = _task(run)
        if task is not None and task.is_open:
            ticking(_wait, POLL_SECONDS)(task.id)
            return
        if task is not None:
            _draw_answer(task)
        if st.button("Test it again", key="run.verify", icon=":material/fact_check:"):
            _ask(run, owner)


def _draw_answer(task: Task) -> None:
    if task.result is None:
        told = why_failed(task.error, "It could not be tested again")
        st.warning(plain(full_stop(told)), icon=":material/warning:")
    elif task.result["equal"]:
        st.success(plain(task.result["sentence"]), icon=":material/verified:")
    else:
        st.error(plain(task.result["sentence"]), icon=":material/gpp_bad:")


def _task(run: Run) -> Task | None:
    asked: dict[str, str] = st.session_state.get(VERIFYING, {})
    try:
        return get_task(store.database(), asked[run.id]) if run.id in asked else None
    except TaskNotFoundError:
        return None


def _ask(run: Run, owner: str) -> None:
    try:
        task = jobs.request_verification(store.settings(), store.database(), run.id, owner)
    except (StoreError, jobs.SubmitError) as error:
        st.warning(plain(sentence_of(error)), icon=":material/warning:")
        return
    st.session_state.setdefault(VERIFYING, {})[run.id] = task.id
    st.rerun()


def _wait(task_id: str) -> None:
    pending(task_id)
    indeterminate("Reading the test images once more, in a process of its own …")
