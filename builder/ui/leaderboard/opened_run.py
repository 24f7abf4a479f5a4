"""Which line is open beside the table."""

import streamlit as st

OPENED_LINE = "builder.leaderboard_opened_line"
#: How often one was opened: the browser leads to it each time.
TIMES_OPENED = "builder.leaderboard_times_opened"
TIMES_CLOSED = "builder.leaderboard_times_closed"


def opened() -> str | None:
    """The id of the line; None where none is open."""
    return st.session_state.get(OPENED_LINE)


def open_beside(line_id: str) -> None:
    """Show that line beside the table."""
    st.session_state[OPENED_LINE] = line_id
    st.session_state[TIMES_OPENED] = times_opened() + 1


def close() -> None:
    """Show the table alone."""
    st.session_state.pop(OPENED_LINE, None)
    st.session_state[TIMES_CLOSED] = times_closed() + 1


def times_opened() -> int:
    """How often this session opened a line."""
    return st.session_state.get(TIMES_OPENED, 0)


def times_closed() -> int:
    """How often this session closed what was open."""
    return st.session_state.get(TIMES_CLOSED, 0)
