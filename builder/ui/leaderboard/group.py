"""The lines on the same images: their table with the open one beside it, what is ticked, and what to know of them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from builder.course.equal_names import called
from builder.store.board.boards import Board, Group
from builder.store.board.curves import thinned_curves
from builder.store.board.lines import Line, opened
from builder.ui.app import store
from builder.ui.explained.links import terms_line
from builder.ui.leaderboard import open_lines, opened_run, selection
from builder.ui.leaderboard.actions import draw_actions
from builder.ui.leaderboard.boards import title_of_board
from builder.ui.leaderboard.cells import CURVE_POINTS, Known
from builder.ui.leaderboard.charts import draw_comparison
from builder.ui.leaderboard.filter import Filtered
from builder.ui.leaderboard.lead_to_panel import lead_to_panel
from builder.ui.leaderboard.marks import leaks_of
from builder.ui.leaderboard.notes import draw_notes
from builder.ui.leaderboard.panel import draw_panel
from builder.ui.leaderboard.rows import MOST_ROWS, in_order
from builder.ui.leaderboard.space_key import space_ticks_rows
from builder.ui.leaderboard.table import draw_table
from builder.words.sentences import listed

#: The glossary's terms for what the columns hold.
COLUMN_TERMS = ("Accuracy", "Validation set", "Test set", "95 % interval", "Parameters", "Seed", "Epoch")


class Viewer(NamedTuple):
    """Who looks at the board, and whether they want to see all of its columns."""

    owner: str
    all_columns: bool


def lines_shown(group: Group, filtered: Filtered) -> tuple[Line, ...]:
    """The lines of the group that the filter lets through, in the chosen order."""
    found = {line.id for line in filtered.found}
    return in_order([line for line in group.lines if line.id in found], filtered.order)


def draw_nothing_found(filtered: Filtered, boards: Sequence[Board]) -> None:
    """That no line here matches the filter, and on which boards some do."""
    found = {line.id for line in filtered.found}
    counts = {title_of_board(board): sum(line.id in found for line in board.lines) for board in boards}
    there = [f"{number:,} on {title}" for title, number in counts.items() if number]
    do = "does" if sum(counts.values()) == 1 else "do"
    told = f" here, but {listed(there)} {do}" if there else ""
    st.info(f"No run matches this filter{told}.", icon=":material/filter_alt_off:")


def draw_group(
    group: Group,
    rows: Sequence[Line],
    words: Mapping[str, str],
    near: frozenset[str],
    images: int,
    viewer: Viewer,
    active: int,
    is_apart: bool,
) -> None:
    """The table of `rows`, which are lines of the group, and what belongs to it. `words` say by line what tells it from
    others of its name; `images` validated them, 0 where that is not known; `active` runs still train or wait, and
    `is_apart` says that there are runs beside this group."""
    owner = viewer.owner
    db = store.database()
    shown = opened(rows[:MOST_ROWS], open_lines.opened())
    leaks = leaks_of(shown)
    curves = thinned_curves(db, [row.run for row in shown], CURVE_POINTS)
    beside = opened_run.found((*shown, *group.lines))
    chosen = selection.selected()
    selected = [row for row in shown if row.id in chosen]
    runs = list({run.id: run for row in selected for run in row.runs}.values())
    with st.container(key="leaderboard_beside"):
        draw_table(shown, Known(words, curves, leaks, near, owner), viewer.all_columns)
        with st.container():  # also where it is empty: what comes after keeps its place
            if beside is not None:
                draw_panel(beside, words.get(beside.id, ""), owner, images)
        with st.container(key="leaderboard_rest"):
            if selected:
                ticked = leaks_of(member for row in selected for member in row.members)
                draw_actions(selected, called(selected, words), runs, owner, ticked)
            draw_notes(shown, len(rows), active, leaks, near, is_apart, viewer.all_columns)
            st.caption(terms_line(COLUMN_TERMS))
    if len(runs) >= 2:
        draw_comparison(runs)
    space_ticks_rows()
    lead_to_panel(is_open=beside is not None)
