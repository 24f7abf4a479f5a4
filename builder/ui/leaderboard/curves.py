"""The curves of several runs in two figures side by side, on the Leaderboard and the Course page."""

from collections.abc import Mapping, Sequence

import streamlit as st

from builder.ui.figures.overlay import PARTS, EpochValues, Quantity, overlay, shared_range

PLOTLY_CONFIG = {"displayModeBar": False}


def draw_curves(curves: Mapping[str, Sequence[EpochValues]], quantity: Quantity, key: str) -> None:
    """Validation and training curves by label, in one range; `key` begins the keys of both figures."""
    y_range = shared_range(curves, quantity)
    with st.grid(2, min_column_width=300):
        for part in PARTS:
            with st.container():
                st.markdown(f"**{part.capitalize()} {quantity}** by epoch")
                figure = overlay(curves, quantity, part, y_range)
                st.plotly_chart(figure, config=PLOTLY_CONFIG, key=f"{key}.{part}")
