"""A board that stays open, in front of a class, is drawn anew when a run has come to it or has ended."""

import streamlit as st

from builder.store.runs.kept import BoardState, board_state
from builder.ui.app import store
from builder.ui.app.trouble import ticking

#: Seconds between two looks.
LOOK_SECONDS = 4.0


def draw_anew_with_news(drawn: BoardState) -> None:
    """Call it last; `drawn` is what the board was when the page began to be drawn. What is ticked stays ticked."""
    ticking(_look, LOOK_SECONDS)(drawn)


def _look(drawn: BoardState) -> None:
    if board_state(store.database()) != drawn:
        st.rerun(scope="app")
