"""The runs' curves in one pair of figures, by epoch, by minutes of training, or by images seen."""

from collections.abc import Sequence

import streamlit as st

from builder.store.runs.curves import curves_of
from builder.ui.app import store
from builder.ui.app.trouble import ticking
from builder.ui.compare.chosen import Compared
from builder.ui.figures.run_curves import along
from builder.ui.leaderboard.curves import draw_curves as draw_figures
from builder.ui.leaderboard.curves import quantity_control
from builder.ui.run_page.curves import axis_control, images_in_epoch


def draw_curves(compared: Sequence[Compared]) -> None:
    """The card; another quantity or axis redraws it alone."""
    ticking(_draw, None)(compared)


def _draw(compared: Sequence[Compared]) -> None:
    found = curves_of(store.database(), [one.run.id for one in compared])
    curves = {one.label: found[one.run.id] for one in compared}
    with st.container(border=True, key="compare_curves"):
        st.markdown("#### Curves", anchors=False)
        if not any(curves.values()):
            st.caption("None of them completed an epoch, so there are no curves.")
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            quantity = quantity_control("compare.quantity")
            axis = axis_control("compare.axis")
        images = {one.label: images_in_epoch(one.run) for one in compared}
        unknown = [one.letter for one in compared if axis == "images seen" and images[one.label] is None]
        known = {label: epochs for label, epochs in curves.items() if axis != "images seen" or images[label]}
        draw_figures(
            known,
            quantity,
            "compare",
            by="epoch" if axis == "epochs" else axis,
            along=None
            if axis == "epochs"
            else {label: along(epochs, axis, images[label]) for label, epochs in known.items()},
            claimed={one.label for one in compared if one.run.imported_at is not None and one.label in known},
        )
        if unknown:
            st.caption(
                f"How many images {', '.join(unknown)} saw is not known here: the data set is not on this machine."
            )
