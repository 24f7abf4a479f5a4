"""Scroll to the top when a page switches to another of its views; Streamlit would keep the scroll position."""

from pathlib import Path

import streamlit as st

_KEY = "builder_page_top"

_scroll_in_browser = st.components.v2.component(
    "model_builder_page_top",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    css=f".st-key-{_KEY} {{ display: none; }}",
    isolate_styles=False,
)


def begin_at_the_top(view: str) -> None:
    """`view` names what the page shows now; nothing happens while it stays the same."""
    _scroll_in_browser(key=_KEY, data={"view": view})
