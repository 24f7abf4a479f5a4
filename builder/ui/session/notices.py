"""One sentence from a callback, kept for the next drawing of the page."""

from typing import NamedTuple

import streamlit as st

from builder.settings import SettingsError
from builder.store.errors import DatabaseTroubleError, StoreError, StoreFullError
from builder.ui.app import store
from builder.ui.app.recovery import TRY_SECONDS
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking

NOTICE = "builder.notice"
#: How often a page looks whether the trouble that it tells of is over, in seconds.
LOOK_SECONDS = 2.0
#: What is said instead once the database answers again.
OVER = (
    "The database did not answer just now, and answers again. If what you pressed was not done, please press it again."
)


class Notice(NamedTuple):
    """A sentence, whether something went wrong, and whether that is over once the database can be written again."""

    sentence: str
    went_wrong: bool
    passes: bool = False


def warn(sentence: str) -> None:
    """Keep one sentence about something that went wrong for the next drawing of the page."""
    st.session_state[NOTICE] = Notice(sentence, went_wrong=True)


def warn_of(error: Exception) -> None:
    """Keep the sentence of an error; that of a database which did not answer is shown only until it does."""
    # A full disk may take a small test and refuse what was pressed.
    passes = isinstance(error, DatabaseTroubleError) and not isinstance(error, StoreFullError)
    st.session_state[NOTICE] = Notice(sentence_of(error), went_wrong=True, passes=passes)


def inform(sentence: str) -> None:
    """Keep one sentence of good news for the next drawing of the page."""
    st.session_state[NOTICE] = Notice(sentence, went_wrong=False)


def take() -> Notice | None:
    """The sentence kept last; None once it has been taken. Trouble that is over is told as such."""
    kept: Notice | None = st.session_state.pop(NOTICE, None)
    return Notice(OVER, went_wrong=False) if kept is not None and kept.passes and _is_over() else kept


def draw() -> None:
    """The sentence kept last, in a box that stays until the page runs again; nothing if there is none.

    Trouble that passes is told until it is over, and then that it is, whether or not anybody does anything.
    """
    kept = take()
    if kept is not None:
        draw_box(kept)


def draw_box(kept: Notice) -> None:
    """A notice in its box."""
    if kept.passes:
        ticking(_draw_passing, LOOK_SECONDS)(kept.sentence)
    elif kept.went_wrong:
        st.error(plain(kept.sentence), icon=":material/error:")
    else:
        st.info(plain(kept.sentence), icon=":material/info:")


def _draw_passing(sentence: str) -> None:
    """One tick."""
    if _is_over():
        inform(OVER)
        st.rerun(scope="app")
    st.error(plain(sentence), icon=":material/error:")


def _is_over() -> bool:
    try:
        store.check_writing(TRY_SECONDS)
    except (SettingsError, StoreError):
        return False
    return True
