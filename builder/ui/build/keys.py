"""In the browser, on the Build page: keys for Undo and Redo, and a word at once when Train is pressed."""

from pathlib import Path

import streamlit as st

_KEY = "builder_build_keys"

_listen = st.components.v2.component(
    "model_builder_build_keys",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    css=f".st-key-{_KEY} {{ display: none; }}",
    isolate_styles=False,
)


def listen_for_keys() -> None:
    """From now on, while the page is shown."""
    _listen(key=_KEY)
