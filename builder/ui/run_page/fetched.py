"""A file that was written when its button was pressed, and that the browser then saves without a second click."""

from pathlib import Path

import streamlit as st

_KEY = "take_fetched"

_fetch = st.components.v2.component(
    "model_builder_fetched",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    css=f".st-key-{_KEY} {{ display: none; }}",
    isolate_styles=False,
)


def fetch(written: int, around: str) -> None:
    """The browser presses the button in the container with the key `around`, once for each number `written`."""
    _fetch(key=_KEY, data={"written": written, "around": around})
