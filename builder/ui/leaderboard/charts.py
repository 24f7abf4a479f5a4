"""The two charts of the Leaderboard page."""

from collections.abc import Sequence

import streamlit as st

from builder.course.equal_names import labels_of
from builder.datasets.table import title_of
from builder.store.board.lines import Line
from builder.store.board.marks import told_marks
from builder.store.board.validation_set import validation_set
from builder.store.runs.curves import curves_of
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.trouble import ticking
from builder.ui.figures.overlay import MOST_LINES
from builder.ui.leaderboard.costs import choose_cost, cost_of
from builder.ui.leaderboard.curves import draw_curves, quantity_control
from builder.ui.leaderboard.difference import compared, what_differs
from builder.ui.leaderboard.pressed import open_pressed, press_point
from builder.ui.leaderboard.rows import MOST_ROWS, best_of_each_size
from builder.words.claims import whose

CHART = "leaderboard.costs"


def draw_comparison(selected: Sequence[Run]) -> None:
    """The curves of the selected runs in one pair of figures; for two runs also what differs."""
    drawn = selected[:MOST_LINES]
    epochs = curves_of(store.database(), [run.id for run in drawn])
    labelled = dict(zip(labels_of(drawn), drawn, strict=True))
    curves = {label: epochs[run.id] for label, run in labelled.items()}
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("#### Curves compared", width="content")
            quantity = quantity_control("leaderboard.quantity")
        if len(selected) == 2:
            first, second = selected
            st.markdown(what_differs(first, second))
            st.markdown(compared(first, second))
        if len(selected) > MOST_LINES:
            st.caption(f"The first {MOST_LINES} of {len(selected)} selected runs: more lines cannot be told apart.")
        if not any(curves.values()):
            st.caption("None of them completed an epoch, so there are no curves.")
            return
        claimed = {label for label, run in labelled.items() if run.imported_at is not None}
        draw_curves(curves, quantity, "leaderboard", claimed=claimed)


def draw_accuracy_against_cost(rows: Sequence[Line]) -> None:
    """Every line that has an accuracy, as a point; if there are very many, only the best of each size."""
    drawn = [
        row
        for row in (rows if len(rows) <= MOST_ROWS else best_of_each_size(rows)[:MOST_ROWS])
        if row.validation_accuracy is not None and row.run.parameters > 0
    ]
    if drawn:
        ticking(_draw_costs, None)(drawn, len(rows))


def _draw_costs(drawn: Sequence[Line], of: int) -> None:
    open_pressed()
    # Altair takes a third of a second to import; by now the table is on its way to the browser.
    from builder.ui.figures.accuracy_cost import PRESSED, Point, accuracy_against, accuracy_against_summary

    with st.container(border=True, key="leaderboard_costs"):
        st.markdown("#### What accuracy costs")
        cost = choose_cost("leaderboard.cost")  # below, as on Compare: on a phone it takes two lines
        points = [
            Point(
                run=row.run.name if row.seeds == 1 else f"{row.run.name}, mean of {row.seeds} seeds",
                who=whose(row.run.nickname, row.run.imported_at is not None),
                series=series_of(row.run),
                cost=price,
                validation_accuracy=row.validation_accuracy or 0.0,
                epochs=round(row.epochs),
                marks="; ".join(told_marks(row.run, row.leak)),
                group=str(validation_set(row.run.experiment)) if row.place is not None else None,
                id=row.run.id,
            )
            for row in drawn
            if (price := cost_of(row.run, cost)) is not None
        ]
        if not points:
            st.caption("No run says how long it trained.")
            return
        st.altair_chart(
            accuracy_against(points, cost),
            key=CHART,
            on_select=lambda: _press_point(PRESSED),
            selection_mode=PRESSED,
            alt=accuracy_against_summary(points, cost),
        )
        few = f"Of {of:,} lines, the best of each number of parameters. " if of > MOST_ROWS else ""
        st.caption(
            f"{few}Press a point to open its run. Dashed: the best accuracy up to each cost, among runs on the same "
            "images."
        )


def _press_point(name: str) -> None:
    """Of a press beside the points nothing is chosen."""
    if chosen := st.session_state[CHART].selection.get(name):
        press_point(chosen[0]["id"])


def series_of(run: Run) -> str:
    """What a point's shape and colour stand for: the data set, how much of it was used, and whether honestly."""
    title = title_of(run.dataset)
    part = "" if run.experiment.data.limit is None else ", limited"
    return f"{title}{part}{', validation images trained on' if run.experiment.data.trains_on_validation else ''}"
