"""The row above the table: filter, order, columns, and download."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from builder.store.board.csv_export import runs_csv
from builder.store.board.lines import Line, lines_of, single
from builder.store.board.ranking import RankedRun
from builder.ui.leaderboard.rows import ORDERS, matching, slides_percent


class Filtered(NamedTuple):
    """All lines as they are ranked and those that match, on every board; the chosen order, one of `ORDERS`; and whether
    all columns are asked for."""

    lines: tuple[Line, ...]
    found: tuple[Line, ...]
    order: str
    all_columns: bool


def draw_filter(everything: Sequence[RankedRun], owner: str) -> Filtered:
    """Draw the controls; returns what they ask for."""
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
        all_columns = st.toggle("All columns", key="leaderboard.columns", persist_state="session", width="content")
        lines = lines_of(everything) if together else tuple(map(single, everything))
        found = matching(lines, words, owner if mine else None)
        st.space("stretch")
        st.download_button(
            "CSV",
            # Written on demand: ten thousand rows take a third of a second.
            data=lambda: csv_of(by_place(everything, found)),
            file_name="leaderboard.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=not found,
            help="All runs that the filter lets through, of every tab, by place",
            key="leaderboard.csv",
        )
    return Filtered(lines, found, order, all_columns)


def by_place(everything: Sequence[RankedRun], lines: Sequence[Line]) -> list[RankedRun]:
    """The runs of these lines as single runs are ranked, whatever the order of the lines."""
    wanted = {run.id for line in lines for run in line.runs}
    return [row for row in everything if row.run.id in wanted]


def csv_of(rows: Sequence[RankedRun]) -> bytes:
    """Every run as a CSV file, with a byte order mark so that spreadsheets read it as UTF-8."""
    documented = {row.run.id: percent for row in rows if (percent := slides_percent(row.run)) is not None}
    return runs_csv(rows, documented).encode("utf-8-sig")
