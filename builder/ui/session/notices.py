"""One sentence from a callback, kept for the next drawing of the page."""

import streamlit as st

from builder.ui.app.text import plain

NOTICE = "builder.notice"


def warn(sentence: str) -> None:
    """Keep one sentence about something that went wrong for the next drawing of the page."""
    st.session_state[NOTICE] = (sentence, True)


def inform(sentence: str) -> None:
    """Keep one sentence of good news for the next drawing of the page."""
    st.session_state[NOTICE] = (sentence, False)


def take() -> tuple[str, bool] | None:
    """The sentence kept last, and whether something went wrong; None once it has been taken."""
    return st.session_state.pop(NOTICE, None)


def draw() -> None:
    """The sentence kept last, in a box that stays until the page runs again; nothing if there is none."""
    kept = take()
    if kept is None:
        return
    sentence, went_wrong = kept
    if went_wrong:
        st.error(plain(sentence), icon=":material/error:")
    else:
        st.info(plain(sentence), icon=":material/info:")
