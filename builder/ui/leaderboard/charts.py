"""The two charts of the Leaderboard page."""

from collections.abc import Sequence

import streamlit as st

from builder.datasets.table import title_of
from builder.store.board.lines import Line
from builder.store.board.marks import marks_of
from builder.store.runs.records import Run, curves_of
from builder.ui.app import store
from builder.ui.figures.overlay import MOST_LINES, QUANTITIES
from builder.ui.leaderboard.compare import compared, labels_of
from builder.ui.leaderboard.curves import draw_curves
from builder.ui.leaderboard.rows import MOST_ROWS, best_of_each_size
from builder.words.marks import texts


def draw_comparison(selected: Sequence[Run]) -> None:
    """The curves of the selected runs in one pair of figures; for two runs also how they differ."""
    drawn = selected[:MOST_LINES]
    epochs = curves_of(store.database(), [run.id for run in drawn])
    curves = {label: epochs[run.id] for label, run in zip(labels_of(drawn), drawn, strict=True)}
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("#### Curves compared", width="content")
            quantity = st.segmented_control(
                "Quantity",
                QUANTITIES,
                format_func=str.capitalize,
                default="accuracy",
                required=True,
                label_visibility="collapsed",
                key="leaderboard.quantity",
            )
        if len(selected) == 2:
            first, second = selected
            st.markdown(compared(first, second))
        if len(selected) > MOST_LINES:
            st.caption(f"The first {MOST_LINES} of {len(selected)} selected runs: more lines cannot be told apart.")
        if not any(curves.values()):
            st.caption("None of them completed an epoch, so there are no curves.")
            return
        draw_curves(curves, quantity, "leaderboard")


def draw_accuracy_against_parameters(rows: Sequence[Line]) -> None:
    """Every run that has an accuracy, as a point; if there are very many, only the best of each size."""
    # Altair takes a third of a second to import; by now the table is on its way to the browser.
    from builder.ui.figures.accuracy_parameters import Point, accuracy_against_parameters

    drawn = rows if len(rows) <= MOST_ROWS else best_of_each_size(rows)[:MOST_ROWS]
    points = [
        Point(
            run=row.run.name,
            who=row.run.nickname,
            series=series_of(row.run),
            parameters=row.run.parameters,
            validation_accuracy=row.validation_accuracy,
            epochs=row.run.epochs,
            marks="; ".join(texts(marks_of(row.run))),
        )
        for row in drawn
        if row.validation_accuracy is not None and row.run.parameters > 0
    ]
    if not points:
        return
    with st.container(border=True):
        st.markdown("#### Accuracy against parameters")
        if drawn is not rows:
            st.caption(f"Of {len(rows):,} lines, the best of each number of parameters.")
        st.altair_chart(accuracy_against_parameters(points), key="leaderboard.parameters")


def series_of(run: Run) -> str:
    """What a point's shape and colour stand for: the data set, how much of it was used, and whether honestly."""
    title = title_of(run.dataset)
    part = "" if run.experiment.data.limit is None else ", limited"
    return f"{title}{part}{', validation images trained on' if run.experiment.data.trains_on_validation else ''}"
