"""The live panel: what a visitor's runs are doing now, and the result of the last one.

What is drawn comes from the store alone, so a second tab, a reload or a new server shows the same. A fragment
draws it again twice a second while something is under way, and more seldom while all of it is paused; when a run ends,
or the pace changes, the whole page runs once.
"""

import time
from collections.abc import Sequence

import streamlit as st

from builder import jobs
from builder.course.equal_names import words_of
from builder.store.errors import RunNotFoundError, TaskNotFoundError, UnreadableDesignError
from builder.store.runs.records import ACTIVE, ENDED, Run, get_run, list_runs
from builder.store.tasks import Task, get_task
from builder.ui.app import store
from builder.ui.app.garbage import set_imports_aside
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.app.unseen_heading import unseen_heading
from builder.ui.run import asked_reading, elsewhere
from builder.ui.run.card import DISMISSED_RUNS, ended_card, ended_row, queued_row, running_card
from builder.ui.run.ways_on import is_pending
from builder.ui.session import chosen_run, history, visitor

#: Seconds between two drawings of a panel: while something is under way, and while all of it is paused.
TICK, PAUSED_TICK = 0.5, 2.0
#: For how many seconds after its end a run's result stays on the Build page.
OUTCOME_SECONDS = 1800
WATCHED_RUNS = "builder.watched_runs"


def active_runs(owner: str) -> None:
    """The visitor's runs on the Build page: the one that trains as a panel, the others as rows.

    The result of the run before stays below them as a row, to compare with. If nothing is under way: the result of the
    run whose design was opened here, else of the one that ended last, for a while: as a row where another design is
    open by now, which the card would push out of sight and could be taken for the result of.
    """
    active = list_runs(store.database(), states=ACTIVE, owner=owner)
    last = _ended_last(owner)
    st.session_state[WATCHED_RUNS] = tuple(run.id for run in active)
    shown = None if active else _opened() or last
    if active or shown is not None:
        unseen_heading("Training")
    if active:
        every = tick_of(active)
        ticking(_draw_active, every)(owner, last, every)
    elif shown is not None:
        differs = _told_apart(shown, owner)
        if history.is_open_but_for_seed(shown.experiment) or is_pending(reading_of(shown)):
            live_panel(shown.id, differs)
        else:
            ended_row(shown, differs)


def live_panel(run_id: str, differs: str = "") -> None:
    """One run, whatever its state, for anybody; its owner can also stop it, or have it measured.

    `differs` tells it from others of its name.
    """
    try:
        run = get_run(store.database(), run_id)
        reading = reading_of(run)
    except (RunNotFoundError, UnreadableDesignError) as error:
        st.info(plain(sentence_of(error)), icon=":material/info:")
        return
    if run.state in ACTIVE or is_pending(reading):
        every = tick_of([run])
        ticking(_draw_one, every)(run.id, every, differs)
    else:
        with st.container():  # as around a fragment, so that the curves keep their place, and stay, when a run ends
            ended_card(run, visitor.current().owner, reading, differs)


def tick_of(shown: Sequence[Run]) -> float:
    """Seconds until the next drawing of these runs."""
    return PAUSED_TICK if all(run.state == "paused" for run in shown) else TICK


def _draw_active(owner: str, last: Run | None, every: float) -> None:
    """One tick of the Build page's panel. `last` is the run that had ended when the page was drawn."""
    active = list_runs(store.database(), states=ACTIVE, owner=owner)
    watched = st.session_state.get(WATCHED_RUNS, ())
    st.session_state[WATCHED_RUNS] = tuple(run.id for run in active)
    if not active or set(watched) - {run.id for run in active} or tick_of(active) != every:
        st.rerun(scope="app")
    look_after_supervisor(active)
    # Under way before waiting, waiting before paused; of those that wait, the one that has waited longest.
    shown = min(reversed(active), key=lambda run: ("running", "queued", "paused").index(run.state))
    below = [last] if last is not None and _is_news(last, active) else []
    together = [*active, *below]
    differs = dict(zip((run.id for run in together), words_of(together), strict=True))
    running_card(shown, owner, differs[shown.id])
    for run in reversed(active):
        if run.id != shown.id:
            queued_row(run, owner, differs[run.id])
    for run in below:
        ended_row(run, differs[run.id])
    set_imports_aside()


def _is_news(last: Run, active: Sequence[Run]) -> bool:
    """Whether its row stands below these: a finished one's, to compare with; one that was stopped or failed only where
    that happened while they waited. Whoever pressed Train after that has done with it."""
    return last.state == "finished" or (last.ended_at or 0) >= min(run.submitted_at for run in active)


def _draw_one(run_id: str, every: float, differs: str) -> None:
    """One tick of one run's panel, while it is under way or its test set is being read."""
    run = get_run(store.database(), run_id)
    reading = reading_of(run)
    if (run.state not in ACTIVE and not is_pending(reading)) or tick_of([run]) != every:
        st.rerun(scope="app")
    look_after_supervisor([run])
    if run.state in ACTIVE:
        running_card(run, visitor.current().owner, differs)
    else:
        ended_card(run, visitor.current().owner, reading, differs)
    set_imports_aside()


def _opened() -> Run | None:
    """The ended run whose design was opened here, for as long as that design is open."""
    run_id = chosen_run.opened_in_build()
    if run_id is None or run_id in st.session_state.get(DISMISSED_RUNS, ()):
        return None
    try:
        run = get_run(store.database(), run_id)
    except (RunNotFoundError, UnreadableDesignError):
        return None
    return run if run.state in ENDED and history.is_open(run.experiment) else None


def _ended_last(owner: str) -> Run | None:
    """The run of this owner that ended last, unless that was long ago or its result was put away."""
    dismissed = st.session_state.get(DISMISSED_RUNS, ())
    trained = _ended(owner)
    recent = time.time() - OUTCOME_SECONDS
    ended_at, last = max(((run.ended_at or 0, run) for run in trained), key=lambda one: one[0], default=(0, None))
    return None if last is None or last.id in dismissed or ended_at < recent else last


def _ended(owner: str) -> list[Run]:
    """The newest runs of this owner that have ended, without those that never began."""
    return [run for run in list_runs(store.database(), states=ENDED, owner=owner, limit=20) if run.started_at]


def _told_apart(run: Run, owner: str) -> str:
    """What an ended run does otherwise than the visitor's others of its name."""
    others = [other for other in _ended(owner) if other.id != run.id]
    return words_of([run, *others])[0]


def reading_of(run: Run) -> Task | None:
    """The reading of this run's test set that this session asked for; None if there is nothing to say about it."""
    task_id = asked_reading.task_id()
    if task_id is None or run.test_count is not None:
        return None
    try:
        task = get_task(store.database(), task_id)
    except TaskNotFoundError:
        return None
    return task if task.run_id == run.id else None


def look_after_supervisor(shown: Sequence[Run]) -> None:
    """Restart the supervisor in case it was killed; not needed if all runs are paused, or other homes' runs."""
    if all(run.state == "paused" or not elsewhere.is_ours(run) for run in shown):
        return
    try:
        jobs.ensure_supervisor(store.settings())
    except jobs.SubmitError as error:
        st.warning(plain(sentence_of(error)), icon=":material/warning:")
