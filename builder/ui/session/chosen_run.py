"""The run whose weights the Classify page is to use, chosen on any page."""

import streamlit as st

CHOSEN_RUN = "builder.chosen_run"


def classify_with(run_id: str) -> None:
    """Open the Classify page with that run."""
    st.session_state[CHOSEN_RUN] = run_id
    st.switch_page("pages/classify.py")
