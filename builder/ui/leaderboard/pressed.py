"""What a press on a run does: on its row it opens beside the table, on its point in the chart its page opens."""

import streamlit as st

from builder.ui.leaderboard import open_lines, opened_run
from builder.ui.session import chosen_run

TO_OPEN = "builder.leaderboard_to_open"


def press_row(line_id: str) -> None:
    """The line opens beside the table; a line of seeds also shows its runs, or hides them."""
    if open_lines.is_of_seeds(line_id):
        open_lines.open_or_close(line_id)
    opened_run.open_beside(line_id)


def press_point(run_id: str) -> None:
    """For callbacks, which cannot leave the page: the run's page opens at the next drawing."""
    st.session_state[TO_OPEN] = run_id


def open_pressed() -> None:
    """Leaves for the page of the run whose point was pressed, if one was."""
    if (id := st.session_state.pop(TO_OPEN, None)) is not None:
        chosen_run.look_into(id)
