"""What is chosen in the leaderboard's table.

Ticks are kept by line id, so that other filters and orders keep them. The open line is the one that was pressed or
ticked last (`opened_run`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

import streamlit as st
from streamlit.elements.arrow import DataframeSelectionStateInput

from builder.ui.leaderboard import opened_run

SELECTED_RUNS = "builder.selected_runs"
#: The key of the table that is drawn, the ids of its lines, and the cell that is chosen in it.
DRAWN, CELL = "builder.leaderboard_drawn", "builder.leaderboard_cell"
#: The column of a cell in every row that nobody presses.
PLACE = "#"


def selected() -> tuple[str, ...]:
    """The ids of the lines that are ticked."""
    return st.session_state.get(SELECTED_RUNS, ())


def select(line_ids: Iterable[str]) -> None:
    """Tick these lines and no others."""
    st.session_state[SELECTED_RUNS] = tuple(line_ids)


def begin(key: str, ids: Sequence[str]) -> DataframeSelectionStateInput:
    """The table with this key and the lines of these ids is drawn; what is chosen in it if it was not drawn before.

    The browser's way back may have closed the line whose cell is chosen, or opened another: then that cell is given
    up, or a press on it would be no news.
    """
    at_first, cell = _chosen(ids), st.session_state.get(CELL)
    if st.session_state.get(DRAWN) != (key, ids):
        st.session_state[DRAWN] = (key, ids)
        st.session_state[CELL] = _cell(at_first)
    elif _is_of_another(cell, ids):
        _choose_in(key, {**at_first, "cells": at_first["cells"] or [(cell[0], PLACE)]})
    return at_first


def _is_of_another(cell: tuple[int, str] | None, ids: Sequence[str]) -> TypeGuard[tuple[int, str]]:
    """Whether a pressed cell is chosen in the row of a line that is not the open one."""
    return cell is not None and cell[1] != PLACE and cell[0] < len(ids) and ids[cell[0]] != opened_run.opened()


def take(key: str, ids: Sequence[str]) -> None:
    """Keep what is ticked among the lines that were drawn; those hidden by the filter are no longer ticked.

    The line whose cell was pressed, or that was ticked, is open from now on.
    """
    chosen = st.session_state[key]["selection"]
    ticked = [ids[row] for row in sorted(chosen["rows"]) if row < len(ids)]
    newly = [id for id in ticked if id not in selected()]
    select(ticked)
    before, cell = st.session_state.get(CELL), _cell(chosen)
    st.session_state[CELL] = cell
    if cell is not None and cell != before and cell[0] < len(ids):
        opened_run.open_beside(ids[cell[0]])
    elif newly:
        opened_run.show_beside(newly[-1])


def close() -> None:
    """Show the table alone. A press on the row that was open opens it again, and the keys go on from there."""
    key, ids = st.session_state[DRAWN]
    _choose_in(key, _chosen(ids))
    opened_run.close()


def _choose_in(key: str, chosen: DataframeSelectionStateInput) -> None:
    """The table, before it is drawn, shows this as chosen."""
    st.session_state[key] = {"selection": chosen}
    st.session_state[CELL] = _cell(chosen)


def _chosen(ids: Sequence[str]) -> DataframeSelectionStateInput:
    """The ticks, and the cell of the open line's place, which nobody presses."""
    opened = opened_run.opened()
    return {
        "rows": [row for row, id in enumerate(ids) if id in selected()],
        "columns": [],
        "cells": [(row, PLACE) for row, id in enumerate(ids) if id == opened],
    }


def _cell(chosen: Mapping[str, Any]) -> tuple[int, str] | None:
    """The chosen cell, as row and column."""
    return next(((row, column) for row, column in chosen["cells"]), None)
