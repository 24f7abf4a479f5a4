"""Scroll to the top, or to a place, when a page switches to another of its views; Streamlit would stay where it was."""

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


def begin_at(view: str, place: str) -> None:
    """As begin_at_the_top, but at the container with the key `place`, also where the page begins with this view."""
    _scroll_in_browser(key=_KEY, data={"view": view, "place": place})
