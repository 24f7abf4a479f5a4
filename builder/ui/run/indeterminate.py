"""A bar for phases that count nothing, with a line of text above it."""

from pathlib import Path

import streamlit as st

from builder.ui.app.text import escaped

STYLE = Path(__file__).with_name("card.css")


def indeterminate(text: str) -> None:
    """Draw it; the page has `STYLE`."""
    st.html(
        f'<div class="live-phase" role="status">{escaped(text)}'
        '<div class="live-phase__bar" role="progressbar" aria-label="Under way"></div></div>'
    )
