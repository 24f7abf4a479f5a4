"""The design that this session works on, and its history.

The Experiment is the truth and widgets are views of it. `edit` is what a widget calls; everything else that
changes the design (a preset, undo, a link, "edit this run") calls `replace_experiment`, which also raises the
revision. Widgets have the revision in their keys, so they are created anew from the new design.
"""

import streamlit as st

from builder import presets
from builder.course.names import renamed
from builder.datasets.table import default_dataset
from builder.design.experiment import Experiment
from builder.ui.app import store

EXPERIMENT = "builder.experiment"
PAST = "builder.past"
FUTURE = "builder.future"
REVISION = "builder.revision"

HISTORY_LENGTH = 100


def first_experiment() -> Experiment:
    """What a first visit opens: project 0 on the data that this machine has."""
    return presets.get("0").experiment.on(default_dataset(store.settings()))


def has_experiment() -> bool:
    """Whether this session has opened a design yet."""
    return EXPERIMENT in st.session_state


def current_experiment() -> Experiment:
    """The design that this session is working on."""
    if not has_experiment():
        st.session_state[EXPERIMENT] = first_experiment()
    return st.session_state[EXPERIMENT]


def open_experiment(experiment: Experiment) -> None:
    """Start the session with this design: nothing to undo."""
    st.session_state[EXPERIMENT] = experiment
    st.session_state[PAST] = st.session_state[FUTURE] = ()
    _redraw_widgets()


def edit(experiment: Experiment) -> None:
    """Record a change that its widget already shows: one step in the history, nothing redrawn.

    The name of a changed project follows the change.
    """
    before = current_experiment()
    experiment = renamed(before, experiment)
    if experiment == before:
        return
    st.session_state[PAST] = (*st.session_state.get(PAST, ()), before)[-HISTORY_LENGTH:]
    st.session_state[FUTURE] = ()
    st.session_state[EXPERIMENT] = experiment


def replace_experiment(experiment: Experiment) -> None:
    """Work on another design: one step in the history, and every widget is redrawn from it."""
    edit(experiment)
    _redraw_widgets()


def can_undo() -> bool:
    return bool(st.session_state.get(PAST))


def can_redo() -> bool:
    return bool(st.session_state.get(FUTURE))


def undo() -> None:
    """Back to the design before the last change; does nothing if there is none."""
    _step(PAST, FUTURE)


def redo() -> None:
    """Forward again to the design that was undone last; does nothing if there is none."""
    _step(FUTURE, PAST)


def _step(source: str, target: str) -> None:
    steps = st.session_state.get(source, ())
    if not steps:
        return
    st.session_state[target] = (*st.session_state.get(target, ()), current_experiment())
    st.session_state[source], st.session_state[EXPERIMENT] = steps[:-1], steps[-1]
    _redraw_widgets()


def revision() -> int:
    """Part of every design widget's key."""
    return st.session_state.setdefault(REVISION, 0)


def _redraw_widgets() -> None:
    st.session_state[REVISION] = revision() + 1
