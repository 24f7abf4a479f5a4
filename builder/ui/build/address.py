"""The Build page's address: it opens a design, follows each edit, and Back and Forward lead through designs."""

import time

import streamlit as st

from builder.design.experiment import Experiment
from builder.ui.build import kept_design, share
from builder.ui.session import history, notices

#: The link that was written last, the design that it opens, and when (unix seconds).
ADDRESS = "builder.address"
NOTHING_WRITTEN: tuple[dict[str, str], Experiment | None, float] = ({}, None, 0.0)
#: The name of the design that the visit's first address held, if it held one.
LINKED = "builder.linked"
#: How long after a change the browser may still send the address before it.
SETTLED_SECONDS = 3.0


def open_design(usual: str) -> None:
    """Start the session with the design that the address names, else with that of a first visit.

    `usual` is the data set of a link that names none.
    """
    opened: Experiment | None = None
    try:
        linked = share.from_params(st.query_params, usual)
        st.session_state[LINKED] = None if linked is None else linked.name
        opened = linked or _open_last(usual)
    except share.LinkError as error:
        notices.warn(f"{error} Project 0 is open instead.")
    if opened is None:
        history.open_experiment(history.first_experiment())
    else:
        history.reopen_experiment(opened)


def link_opened(experiment: Experiment) -> bool:
    """Whether this design came with the address of this visit, perhaps on other images by now."""
    return st.session_state.get(LINKED) == experiment.name


def _open_last(usual: str) -> Experiment | None:
    """The design that this browser had open last; None where it keeps none that can be read."""
    try:
        return share.from_params(kept_design.kept(), usual)
    except share.LinkError:
        return None


def follow(usual: str) -> None:
    """The browser's Back and Forward open the design of the address that they lead to.

    An edit may arrive before the browser knows the address of the edit before it, and then brings an older
    address along: for a moment after a change, an older address asks for nothing.
    """
    link, design, when = st.session_state.get(ADDRESS, NOTHING_WRITTEN)
    if history.current_experiment() != design or time.time() < when + SETTLED_SECONDS:
        return
    if st.query_params.to_dict() != link:
        try:
            opened = share.from_params(st.query_params, usual)
        except share.LinkError:
            return
        if opened is not None:
            history.replace_experiment(opened)


def write(link: dict[str, str], experiment: Experiment) -> None:
    """Make `link`, which opens `experiment`, the page's address, and have the browser keep it."""
    kept_design.keep(link)
    written, design, when = st.session_state.get(ADDRESS, NOTHING_WRITTEN)
    # To a browser that still has this link the one of a moment ago may be on its way: undone and redone in one second.
    is_overtaken = written != link and time.time() < when + SETTLED_SECONDS
    if st.query_params.to_dict() != link or is_overtaken:
        st.query_params.from_dict(link)
    if (written, design) != (link, experiment):
        st.session_state[ADDRESS] = (link, experiment, time.time())
