"""The row above the table: filter, order, and download."""

from collections.abc import Sequence

import streamlit as st

from builder.datasets.table import DATASETS
from builder.store.board.csv_export import runs_csv
from builder.store.board.lines import Line, lines_of, single
from builder.store.board.ranking import RankedRun
from builder.ui.leaderboard.rows import ORDERS, in_order, matching, slides_percent

ALL = "All"


def draw_filter(everything: Sequence[RankedRun], owner: str) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Draw the controls; returns all lines as they are ranked, and those that match, in the chosen order."""
    with st.container(horizontal=True, vertical_alignment="center", key="leaderboard_filter"):
        words = st.text_input(
            "Filter",
            placeholder="Name, project, person or state",
            icon=":material/search:",
            label_visibility="collapsed",
            width=240,
            key="leaderboard.words",
            persist_state="session",
        )
        dataset = st.segmented_control(
            "Data set",
            (ALL, *DATASETS),
            format_func=lambda name: ALL if name == ALL else DATASETS[name].title,
            default=ALL,
            required=True,
            label_visibility="collapsed",
            key="leaderboard.dataset",
            persist_state="session",
        )
        order = st.selectbox(
            "Order",
            list(ORDERS),
            format_func=lambda order: f"Sort: {order[0].lower()}{order[1:]}",
            label_visibility="collapsed",
            width=230,
            key="leaderboard.order",
            persist_state="session",
        )
        mine = st.toggle("Only mine", key="leaderboard.mine", persist_state="session", width="content")
        together = st.toggle(
            "Seeds together",
            value=True,
            key="leaderboard.seeds",
            persist_state="session",
            width="content",
            help="Runs of one design with several seeds are one line: their mean, their spread and how many there are.",
        )
        ranked = lines_of(everything) if together else tuple(map(single, everything))
        rows = matching(ranked, words, None if dataset == ALL else dataset, owner if mine else None)
        rows = in_order(rows, order)
        st.space("stretch")
        st.download_button(
            "CSV",
            # Written on demand: ten thousand rows take a third of a second.
            data=lambda: csv_of(by_place(everything, rows)),
            file_name="leaderboard.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=not rows,
            help="All runs that the filter lets through, by place",
            key="leaderboard.csv",
        )
    return ranked, rows


def by_place(everything: Sequence[RankedRun], lines: Sequence[Line]) -> list[RankedRun]:
    """The runs of these lines as single runs are ranked, whatever the order of the lines."""
    wanted = {run.id for line in lines for run in line.runs}
    return [row for row in everything if row.run.id in wanted]


def csv_of(rows: Sequence[RankedRun]) -> bytes:
    """Every run as a CSV file, with a byte order mark so that spreadsheets read it as UTF-8."""
    documented = {row.run.id: percent for row in rows if (percent := slides_percent(row.run)) is not None}
    return runs_csv(rows, documented).encode("utf-8-sig")
