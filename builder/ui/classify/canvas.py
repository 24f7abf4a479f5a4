"""A canvas on which a visitor draws what the network is to recognise, as it is drawn."""

from pathlib import Path

import numpy as np
import streamlit as st

from builder.pictures.drawing import read_drawing

CANVAS = "classify.canvas"
_HERE = Path(__file__)

_canvas = st.components.v2.component(
    "model_builder_canvas",
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def draw_canvas() -> np.ndarray | None:
    """Shows it; the drawing so far, uint8 (height, width), light on dark, or None where nothing was drawn."""
    _canvas(key=CANVAS, data={}, on_pixels_change=lambda: None)
    state = st.session_state.get(CANVAS)
    return read_drawing(state.get("pixels") if state else None)
