"""Which runs are ticked in the leaderboard, by run id, so that other filters and orders keep them."""

from collections.abc import Iterable

import streamlit as st

SELECTED_RUNS = "builder.selected_runs"


def selected() -> tuple[str, ...]:
    """The ids of the runs that are ticked."""
    return st.session_state.get(SELECTED_RUNS, ())


def select(run_ids: Iterable[str]) -> None:
    """Tick these runs and no others."""
    st.session_state[SELECTED_RUNS] = tuple(run_ids)
