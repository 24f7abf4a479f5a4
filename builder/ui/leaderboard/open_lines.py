"""Which lines of several seeds show their runs beneath them."""

import streamlit as st

OPEN_LINES = "builder.open_lines"


def opened() -> frozenset[str]:
    """The ids of the lines that are open."""
    return st.session_state.get(OPEN_LINES, frozenset())


def open_or_close(line_id: str) -> None:
    """Show the runs of that line, or hide them."""
    st.session_state[OPEN_LINES] = opened() ^ {line_id}
