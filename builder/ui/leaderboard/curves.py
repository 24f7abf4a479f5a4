"""The curves of several runs in two figures side by side, on the Leaderboard and the Course page."""

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from builder.ui.figures.curve_style import Quantity
from builder.ui.figures.overlay import (
    PARTS,
    QUANTITIES,
    EpochValues,
    overlay,
    overlay_summary,
    shared_range,
)
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


def same_until(curves: Sequence[Sequence[EpochValues]]) -> int:
    """The epoch up to which two curves are the same, as with one seed and more epochs; 0 where they never are, or for
    another number of curves."""
    if len(curves) != 2:
        return 0
    pairs = list(zip(*curves, strict=False))
    differs = (
        number
        for number, (one, other) in enumerate(pairs)
        if (one.val_accuracy, one.val_loss) != (other.val_accuracy, other.val_loss)
    )
    return next(differs, len(pairs))


def draw_curves(
    curves: Mapping[str, Sequence[EpochValues]],
    quantity: Quantity,
    key: str,
    by: str = "epoch",
    along: Mapping[str, Sequence[float]] | None = None,
    claimed: Collection[str] = (),
    beside: Mapping[str, Sequence[EpochValues]] | None = None,
) -> None:
    """Validation and training curves by label, in one range; `key` begins the keys of both figures.

    `along` says by label where each epoch stands on the x axis, and `by` what that is; None for its number. The labels
    in `claimed` are of imported runs, whose curves are only claims. Curves in figures `beside` these make both axes as
    long as theirs.
    """
    everything = {**curves, **{f"beside {label}": epochs for label, epochs in (beside or {}).items()}}
    y_range = shared_range(everything, quantity)
    longest = max((len(epochs) for epochs in everything.values()), default=0)
    with st.grid(2, min_column_width=300):
        for part in PARTS:
            with st.container():
                st.markdown(f"**{part.capitalize()} {quantity}** by {by}")
                figure = overlay(curves, quantity, part, y_range, along, claimed)
                if beside and longest > 1:
                    figure.update_xaxes(range=(1, longest), rangemode="normal")
                told = overlay_summary(curves, quantity, part, by)
                st.plotly_chart(figure, config=PLOTLY_CONFIG, key=f"{key}.{part}", alt=told)
    if same := same_until(list(curves.values())):
        st.caption(f"Up to epoch {same:,} both are the same, and one line covers the other.")
    if claimed:
        st.caption(CLAIMED_CURVES)
