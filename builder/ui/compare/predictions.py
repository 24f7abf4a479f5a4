"""The runs' answers to each validation image: those that were kept, and the others once somebody asks for them."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from builder import jobs
from builder.statistics.predictions import Predictions
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import has_predictions, load_predictions
from builder.store.errors import StoreError, TaskNotFoundError
from builder.store.homes.elsewhere import why_no_files
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.app.trouble import ticking
from builder.ui.compare.chosen import Compared
from builder.ui.run.waiting import looked_after
from builder.ui.run_page.predictions import draw_how_far
from builder.ui.session import notices
from builder.words.reasons import why_failed
from builder.words.sentences import listed

#: The tasks that this session waits for.
ASKED = "builder.compare_asked"
POLL_SECONDS = 1.0


class Answers(NamedTuple):
    """The predictions that are there, by letter; the runs that can be asked; and why others cannot, in sentences."""

    known: dict[str, Predictions]
    missing: tuple[Compared, ...]
    why_not: tuple[str, ...]


def answers_of(compared: Sequence[Compared]) -> Answers:
    """What is kept of each run; files that are damaged are told of, and can be written anew."""
    settings, db = store.settings(), store.database()
    artifacts = artifacts_of(settings)
    known: dict[str, Predictions] = {}
    missing, why_not = [], []
    for one in compared:
        if has_predictions(artifacts, one.run.id, "validation"):
            try:
                known[one.letter] = load_predictions(artifacts, one.run.id, "validation")
                continue
            except ArtifactError:
                pass
        told = jobs.why_no_validation_predictions(one.run) or why_no_files(settings, db, one.run)
        if told is None:
            missing.append(one)
        else:
            why_not.append(f"{one.letter}: {told}")
    return Answers(known, tuple(missing), tuple(why_not))


def draw_missing(answers: Answers, owner: str) -> None:
    """Why runs are left out, and the button that has the others looked at; progress while that goes on."""
    for told in answers.why_not:
        st.caption(plain(told))
    if not answers.missing:
        return
    if st.session_state.get(ASKED):
        ticking(_watch, POLL_SECONDS)()
        return
    letters = listed([one.letter for one in answers.missing])
    st.markdown(
        f"What {letters} {'says' if len(answers.missing) == 1 else 'say'} of each validation image is not kept."
    )
    if st.button("Look at the images again", key="compare.ask", icon=":material/visibility:"):
        _ask([one.run for one in answers.missing], owner)
        st.rerun()


def _ask(runs: Sequence[Run], owner: str) -> None:
    try:
        tasks = [jobs.request_validation_predictions(store.settings(), store.database(), run.id, owner) for run in runs]
    except (StoreError, jobs.SubmitError) as error:
        notices.warn_of(error)
        return
    st.session_state[ASKED] = tuple(task.id for task in tasks)


def _watch() -> None:
    """One look at the tasks; a full rerun when none is open any more."""
    open_tasks = []
    for id in st.session_state.get(ASKED, ()):
        try:
            task = looked_after(id)
        except TaskNotFoundError:
            continue
        if task.is_open:
            open_tasks.append(task)
        elif task.state == "failed":
            notices.warn(why_failed(task.error, "The images could not be looked at."))
    if not open_tasks:
        st.session_state.pop(ASKED, None)
        st.rerun()
    worked_on = next((task for task in open_tasks if task.progress), open_tasks[0])
    draw_how_far(worked_on, "" if len(open_tasks) == 1 else f", {len(open_tasks)} runs left")
