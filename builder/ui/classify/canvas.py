"""A canvas on which a visitor draws what the network is to recognise, as it is drawn."""

from pathlib import Path

import numpy as np
import streamlit as st

from builder.pictures.drawing import read_drawing

CANVAS = "classify.canvas"
#: The drawing as it was sent last: another visit to the page begins with it.
SENT = "builder.drawing_sent"
_HERE = Path(__file__)

_canvas = st.components.v2.component(
    "model_builder_canvas",
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def draw_canvas(one_image: str) -> np.ndarray | None:
    """Shows it; the drawing so far, uint8 (height, width), light on dark, or None where nothing was drawn.

    While it is empty, it says that a `one_image` ("digit") may be drawn.
    """
    before = st.session_state.get(SENT)
    hint = "Draw here" if one_image == "image" else f"Draw a {one_image} here"
    data = {"before": before if _sent() is None else None, "hint": hint}
    _canvas(key=CANVAS, data=data, on_pixels_change=lambda: None)
    sent = _sent() or before
    drawing = read_drawing(sent)
    st.session_state[SENT] = None if drawing is None else sent
    return drawing


def _sent() -> object:
    """What the canvas of this visit has sent, as it came from the browser."""
    state = st.session_state.get(CANVAS)
    return state.get("pixels") if state else None
