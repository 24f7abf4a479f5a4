"""Dialogs: confirm what cannot be undone, and enter a new name.

A question stays in the session until it is answered or dismissed, so that a rerun in between keeps it open.
"""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from builder import jobs
from builder.design.experiment import MAX_NAME_LENGTH
from builder.store.errors import RunNotFoundError, StoreError, UnreadableDesignError
from builder.store.runs import owners
from builder.store.runs.records import Run, get_run
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.leaderboard import opened_run, selection
from builder.ui.run import asked_reading
from builder.ui.session import notices
from builder.words.counts import count
from builder.words.numbers import plain_percent

ASKED = "builder.asked"
#: At most this many names are listed; the rest are counted.
MOST_NAMES = 8


def ask(question: str, run_ids: Sequence[str]) -> None:
    """Open a dialog at the next drawing: "rename", "delete" or "test"."""
    st.session_state[ASKED] = (question, tuple(run_ids))


def draw_question(owner: str) -> None:
    """Show the dialog of the open question, if there is one."""
    question, ids = st.session_state.get(ASKED, (None, ()))
    if question is None:
        return
    try:
        runs = [get_run(store.database(), id) for id in ids]
    except (RunNotFoundError, UnreadableDesignError) as error:
        _close()
        st.warning(plain(sentence_of(error)), icon=":material/error:")
        return
    {"rename": _rename, "delete": _delete, "test": _read_test}[question](runs, owner)


def _close() -> None:
    st.session_state.pop(ASKED, None)


def _finish(sentence: str) -> None:
    _close()
    notices.inform(sentence)
    st.rerun()


def _answers(label: str, *, kind: Literal["primary", "secondary"] = "primary") -> bool:
    """The two buttons of a question; True when the person agrees."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="leaderboard.cancel"):
            _close()
            st.rerun()
        return st.button(label, type=kind, key="leaderboard.confirm")


@st.dialog("Rename the run", on_dismiss=_close)
def _rename(runs: Sequence[Run], owner: str) -> None:
    (run,) = runs
    name = st.text_input("Name", value=run.name, max_chars=MAX_NAME_LENGTH, key=f"leaderboard.name.{run.id}")
    if not _answers("Save"):
        return
    try:
        owners.rename(store.database(), run.id, owner, name)
    except (StoreError, jobs.SubmitError) as error:
        st.error(plain(sentence_of(error)), icon=":material/error:")
        return
    _finish(f"Renamed to {name}.")


@st.dialog("Delete for good?", on_dismiss=_close)
def _delete(runs: Sequence[Run], owner: str) -> None:
    st.markdown("The run with its curves, weights and results:" if len(runs) == 1 else f"These {len(runs)} runs:")
    st.markdown("\n".join(f"- {_described(run)}" for run in runs[:MOST_NAMES]))
    if len(runs) > MOST_NAMES:
        st.markdown(f"and {len(runs) - MOST_NAMES} more")
    if not _answers("Delete"):
        return
    deleted = 0
    for run in runs:
        try:
            jobs.delete_run(store.settings(), store.database(), run.id, owner)
            deleted += 1
        except (StoreError, jobs.SubmitError) as error:
            st.error(plain(sentence_of(error)), icon=":material/error:")
            return
    selection.select(())
    opened_run.close_if_of(run.id for run in runs)
    _finish("Deleted." if deleted == 1 else f"Deleted {deleted} runs.")


def _described(run: Run) -> str:
    """Enough to tell runs of one name apart, as Markdown."""
    reached = "" if run.validation_accuracy is None else f", {plain_percent(run.validation_accuracy)}"
    return f"**{plain(run.name)}**{reached} after {count(run.epochs, 'epoch')}"


@st.dialog("Read the test set?", on_dismiss=_close)
def _read_test(runs: Sequence[Run], owner: str) -> None:
    (run,) = runs
    ended = "was stopped" if run.state == "stopped" else "ended with an error"
    st.markdown(f"**{plain(run.name)}** {ended}, so the test set has not been read for it.")
    st.markdown("The test set is read once, when nothing is left to choose. After that this run cannot be continued.")
    if not _answers("Read it"):
        return
    try:
        asked_reading.ask(run.id, owner)
    except (StoreError, jobs.SubmitError) as error:
        st.error(plain(sentence_of(error)), icon=":material/error:")
        return
    _close()
    st.rerun()
