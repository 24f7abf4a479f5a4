"""What is said of a run that another home trains: where it is, and what its owner can do if that home is gone."""

import streamlit as st

from builder import jobs
from builder.progress.epoch import Progress
from builder.store.homes.elsewhere import belongs_elsewhere, unreported_seconds, where
from builder.store.homes.identity import home_of
from builder.store.runs.queue import queue_order
from builder.store.runs.records import Run, list_runs
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.run import words
from builder.words import homes


def is_ours(run: Run) -> bool:
    """Whether this home trains the run."""
    return not belongs_elsewhere(store.settings(), run)


def trained_here() -> int:
    """How many runs of this home are running."""
    return sum(is_ours(run) for run in list_runs(store.database(), states=("running",)))


def place_here(run: Run) -> str:
    """What a queued run of this home waits for, about how long, and its place."""
    settings, db = store.settings(), store.database()
    order = queue_order(db, home_of(settings))
    position = order.index(run.id) + 1 if run.id in order else None
    return words.place_in_queue(position, trained_here(), jobs.starts_in(settings, db, run), len(order))


def waits_for(run: Run) -> str:
    """What a queued run of another home waits for."""
    return homes.waits_elsewhere(where(store.database(), run))


def draw_where(run: Run, progress: Progress | None) -> None:
    """Where a running or paused run is, unless it is here. A running one is judged by its reports alone."""
    if is_ours(run):
        return
    place = where(store.database(), run)
    silent = None if progress is None else unreported_seconds(progress)
    if silent is not None:
        st.warning(plain(homes.unreported(place, silent)), icon=":material/warning:")
    elif run.state == "running":
        st.caption(plain(homes.trains_elsewhere(place)))
    elif run.state == "paused":
        st.caption(plain(homes.paused_elsewhere(place)))
