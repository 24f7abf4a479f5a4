"""A link for who goes by keyboard, past navigation and sidebar: it is seen once it has the focus."""

from pathlib import Path

import streamlit as st

_KEY = "builder_skip_link"

_put_first = st.components.v2.component(
    "model_builder_skip_link",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    css=f".st-key-{_KEY} {{ display: none; }}",
    isolate_styles=False,
)


def skip_link() -> None:
    """Makes it the first stop of the Tab key on every page."""
    _put_first(key=_KEY)
