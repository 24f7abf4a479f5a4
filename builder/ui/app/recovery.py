"""A page whose database is busy, away or replaced: it waits, and is drawn anew as soon as the database is back."""

import time
from typing import NoReturn

import streamlit as st

from builder.settings import SettingsError
from builder.store.errors import DatabaseTroubleError, StoreError
from builder.ui.app import store
from builder.ui.app.text import plain

#: Seconds between two tries, and how long a try waits for a lock.
PAUSE = 0.5
TRY_SECONDS = 1.0
#: For how long a session shows what happened to the database's file, in seconds, and how old that may be.
SHOWN_SECONDS = 60.0
NEWS_SECONDS = 3600.0
TOLD = "builder.told_of_file"


def may_pass(error: Exception) -> bool:
    """Whether a page that met this error can be drawn once somebody has mended the cause, without a restart."""
    return isinstance(error, SettingsError | DatabaseTroubleError)


def wait_until_back() -> NoReturn:
    """Ends this run of the page with another one, as soon as the store can be read.

    Until then the run goes on: so Streamlit keeps what it has drawn before, and the state of every widget, such as
    half a name or a chosen picture. What somebody does on the page meanwhile ends the waiting like any other run.
    """
    while True:
        time.sleep(PAUSE)
        st.session_state.get(TOLD)  # where Streamlit ends a run that another one replaces, or whose visitor has gone
        try:
            store.check(TRY_SECONDS)
        except (SettingsError, StoreError):
            continue
        st.rerun()


def tell_of_file() -> None:
    """Say once to every session that the database's file was deleted or replaced; it can be read for a minute."""
    change = store.change()
    now = time.time()
    if change is None or now - change.at > NEWS_SECONDS:
        return
    noticed, first_told = st.session_state.get(TOLD, (None, 0.0))
    if noticed != change.at:
        first_told = now
        st.session_state[TOLD] = (change.at, first_told)
    if now - first_told < SHOWN_SECONDS:
        st.warning(plain(change.sentence), icon=":material/database:")
