"""What a press on a run does, on its name in the table or on its point in the chart: its page opens."""

import streamlit as st

from builder.ui.leaderboard import open_lines
from builder.ui.session import chosen_run

TO_OPEN = "builder.leaderboard_to_open"


def press(line_id: str) -> None:
    """For callbacks, which cannot leave the page: a run's page opens at the next drawing, a line of seeds at once."""
    if open_lines.is_of_seeds(line_id):
        open_lines.open_or_close(line_id)
    else:
        st.session_state[TO_OPEN] = line_id


def open_pressed() -> None:
    """Leaves for the page of the run that was pressed, if one was."""
    if (id := st.session_state.pop(TO_OPEN, None)) is not None:
        chosen_run.look_into(id)
