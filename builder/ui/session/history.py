"""The design that this session works on, and its history.

The Experiment is the truth and widgets are views of it. `edit` is what a widget calls; everything else that
changes the design (a preset, undo, a link, "edit this run") calls `replace_experiment`, which also raises the
revision. Widgets have the revision in their keys, so they are created anew from the new design.
"""

import secrets

import streamlit as st

from builder import presets
from builder.course.names import renamed
from builder.datasets.table import default_dataset
from builder.design.experiment import Experiment
from builder.design.images import SOURCES
from builder.store import visitors
from builder.ui.app import identity, store
from builder.ui.session import kept_history, visitor

EXPERIMENT = "builder.experiment"
PAST = "builder.past"
FUTURE = "builder.future"
REVISION = "builder.revision"
#: Names this session's history among those of its visitor.
TAB = "builder.tab"

HISTORY_LENGTH = 100


def first_experiment() -> Experiment:
    """Project 0: on a first visit on the digits, which train in seconds, later on the data that this machine has."""
    if not visitor.has_trained():
        return design_of_first_visit()
    return presets.get("0").experiment.on(default_dataset(store.settings()))


def design_of_first_visit() -> Experiment:
    """What somebody finds who has trained nothing yet."""
    return presets.get("0").experiment.on(SOURCES.default().dataset)


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


def reopen_experiment(experiment: Experiment) -> None:
    """Start the session with this design and, where this visitor had it open before a reload, with its history."""
    open_experiment(experiment)
    before = kept_history.kept_around(visitors.owner_of(identity.secret()), experiment)
    if before is not None:
        st.session_state[PAST], st.session_state[FUTURE] = before.past, before.future


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
    _keep()


def replace_experiment(experiment: Experiment) -> None:
    """Work on another design: one step in the history, and every widget is redrawn from it."""
    edit(experiment)
    _redraw_widgets()


def is_open(design: Experiment) -> bool:
    """Whether this is the design that the session is working on, whatever it is called."""
    return design.model_copy(update={"name": current_experiment().name}) == current_experiment()


def is_open_but_for_seed(design: Experiment) -> bool:
    """As is_open, whatever its seed is too."""
    training = design.training.model_copy(update={"seed": current_experiment().training.seed})
    return is_open(design.model_copy(update={"training": training}))


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
    _keep()
    _redraw_widgets()


def _keep() -> None:
    """For a session that a reload of the page begins."""
    tab = st.session_state.setdefault(TAB, secrets.token_hex(8))
    past, future = st.session_state.get(PAST, ()), st.session_state.get(FUTURE, ())
    history = kept_history.History(past, current_experiment(), future)
    kept_history.keep(visitors.owner_of(identity.secret()), tab, history)


def revision() -> int:
    """Part of every design widget's key."""
    return st.session_state.setdefault(REVISION, 0)


def _redraw_widgets() -> None:
    st.session_state[REVISION] = revision() + 1
