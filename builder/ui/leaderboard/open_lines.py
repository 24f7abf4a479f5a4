"""Which lines of several seeds show their runs beneath them."""

import streamlit as st

from builder.store.board.lines import SEEDS_OF

OPEN_LINES = "builder.open_lines"


def opened() -> frozenset[str]:
    """The ids of the lines that are open."""
    return st.session_state.get(OPEN_LINES, frozenset())


def open_or_close(line_id: str) -> None:
    """Show the runs of that line, or hide them."""
    st.session_state[OPEN_LINES] = opened() ^ {line_id}


def is_of_seeds(line_id: str) -> bool:
    """Whether that line stands for several runs, and so has no page of its own."""
    return line_id.startswith(SEEDS_OF)
