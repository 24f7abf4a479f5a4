"""On the leaderboard's table the Space key ticks the row, as it ticks any box, and Enter opens its run."""

from pathlib import Path

import streamlit as st

_KEY = "builder_space_key"

_hand_on = st.components.v2.component(
    "model_builder_space_key",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    css=f".st-key-{_KEY} {{ display: none; }}",
    isolate_styles=False,
)


def space_ticks_rows() -> None:
    """From now on, while the page is shown."""
    _hand_on(key=_KEY)
