"""One sentence from a callback, kept for the next drawing of the page."""

import streamlit as st

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
