"""The curves of several runs in two figures side by side, on the Leaderboard and the Course page."""

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from builder.ui.figures.overlay import PARTS, QUANTITIES, EpochValues, Quantity, overlay, shared_range
from builder.ui.figures.still import PLOTLY_CONFIG
from builder.words.claims import CLAIMED_CURVES


def quantity_control(key: str) -> Quantity:
    """Whether accuracy or loss is drawn."""
    return st.segmented_control(
        "Quantity",
        QUANTITIES,
        format_func=str.capitalize,
        default="accuracy",
        required=True,
        label_visibility="collapsed",
        key=key,
    )


def draw_curves(
    curves: Mapping[str, Sequence[EpochValues]],
    quantity: Quantity,
    key: str,
    by: str = "epoch",
    along: Mapping[str, Sequence[float]] | None = None,
    claimed: Collection[str] = (),
) -> None:
    """Validation and training curves by label, in one range; `key` begins the keys of both figures.

    `along` says by label where each epoch stands on the x axis, and `by` what that is; None for its number. The labels
    in `claimed` are of imported runs, whose curves are only claims.
    """
    y_range = shared_range(curves, quantity)
    with st.grid(2, min_column_width=300):
        for part in PARTS:
            with st.container():
                st.markdown(f"**{part.capitalize()} {quantity}** by {by}")
                figure = overlay(curves, quantity, part, y_range, along, claimed)
                st.plotly_chart(figure, config=PLOTLY_CONFIG, key=f"{key}.{part}")
    if claimed:
        st.caption(CLAIMED_CURVES)
