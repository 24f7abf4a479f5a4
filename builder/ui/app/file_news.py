"""What every session is told when the database's file was deleted or replaced, for as long as it is news."""

import streamlit as st

from builder.settings import SettingsError
from builder.store.errors import StoreBusyError, StoreError
from builder.store.schema.database import now
from builder.store.schema.database_file import FileChange
from builder.ui.app import store
from builder.ui.app.recovery import TRY_SECONDS
from builder.ui.app.text import plain
from builder.ui.app.trouble import ticking

#: For how long a session shows it, in seconds, and how old it may be.
SHOWN_SECONDS = 60.0
NEWS_SECONDS = 3600.0
#: How often a page on which nobody does anything looks whether it is still true, in seconds, and whether something has
#: happened meanwhile.
LOOK_SECONDS = 2.0
WATCH_SECONDS = 4.0
TOLD = "builder.told_of_file"
#: Whether a page is being drawn, which has just looked by itself.
DRAWING = "builder.drawing_file_news"
#: When this session began.
BEGAN = "builder.session_began"


def tell_of_file() -> None:
    """Say once to every session that was there that the database's file was deleted or replaced, for a minute.

    A session that begins later is told for what is left of the first minute. When the minute is over, or something
    else has happened to the file, or the database does not answer, the page is drawn anew by itself: it says then what
    there is to say.
    """
    st.session_state.setdefault(BEGAN, now())
    change = store.change()
    if change is not None and _is_news(change):
        ticking(_draw, LOOK_SECONDS)(change)
    else:
        st.session_state[DRAWING] = True
        st.fragment(_watch, run_every=WATCH_SECONDS)(change)
        st.session_state[DRAWING] = False


def is_told() -> bool:
    """Whether this page says now what happened to the database's file."""
    change = store.change()
    return change is not None and _is_news(change)


def _draw(change: FileChange) -> None:
    """One tick; `change` is what had happened when the page was drawn."""
    if store.change() != change or not _is_news(change):
        st.rerun(scope="app")
    st.warning(plain(change.sentence), icon=":material/database:")


def _watch(change: FileChange | None) -> None:
    """One look; `change` is what had happened when the page was drawn. A moment's lock is no news."""
    if st.session_state.get(DRAWING):
        return
    try:
        store.check(TRY_SECONDS)
        if store.change() == change:
            return
    except StoreBusyError:
        return
    except (SettingsError, StoreError):
        pass
    st.rerun(scope="app")


def _is_news(change: FileChange) -> bool:
    """Whether this session has not been told of it, or only since a moment ago."""
    at = now()
    noticed, first_told = st.session_state.get(TOLD, (None, 0.0))
    if noticed != change.at:
        first_told = at if st.session_state.get(BEGAN, at) <= change.at else change.at
        st.session_state[TOLD] = (change.at, first_told)
    return at - change.at <= NEWS_SECONDS and at - first_told < SHOWN_SECONDS
