"""The Build page."""

import streamlit as st

from builder.ui import session
from builder.ui.frame import frame


def build_page() -> None:
    frame("Build")
    st.title(session.current_experiment().name)
