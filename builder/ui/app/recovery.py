"""A page whose database is busy, away or replaced: it waits, and is drawn anew as soon as the database is back."""

import time
from typing import NoReturn

import streamlit as st

from builder.settings import SettingsError
from builder.store.errors import DatabaseTroubleError, StoreError
from builder.ui.app import store

#: Seconds between two tries, and how long a try waits for a lock.
PAUSE = 0.5
TRY_SECONDS = 1.0
#: Any key of the session's: it is only asked for.
ASKED = "builder.waits_for_database"


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
        st.session_state.get(ASKED)  # where Streamlit ends a run that another one replaces, or whose visitor has gone
        try:
            store.check(TRY_SECONDS)
        except (SettingsError, StoreError):
            continue
        st.rerun()
