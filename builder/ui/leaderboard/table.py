"""The leaderboard's table: one row per run, its columns, its selection, and the row that is pressed."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from builder.store.board.lines import Line
from builder.ui.leaderboard import selection
from builder.ui.leaderboard.cells import (
    DIFFERS,
    MARKS,
    NEAR,
    OWN,
    STATE,
    TEST_SPREAD,
    VALIDATION_SPREAD,
    YOU,
    Known,
    table_of,
)
from builder.ui.leaderboard.name_column import widest, width_of
from builder.ui.leaderboard.pressed import press_row

TABLE = "leaderboard.table"

#: More scroll inside the table, fewer make it shorter. A row is 2.1875 times the theme's letters high, in whole pixels:
#: another number would show a part of a row at the end.
MOST_VISIBLE_ROWS = 10
ROW_HEIGHT = 33

#: The buttons on the runs' names.
NAME_PRESSED = "leaderboard.name_pressed"
SPREAD_HELP = "The standard deviation over the seeds, in percentage points"


def draw_table(rows: Sequence[Line], known: Known, all_columns: bool) -> None:
    """The table, of few columns or of all.

    What is ticked is kept as ids of lines in the session, so that it survives other filters and orders.
    """
    ids = tuple(row.id for row in rows)
    key = f"{TABLE}.{hash(ids)}"
    chosen = selection.begin(key, ids)
    table = table_of(rows, known, st.context.timezone, all_columns=all_columns, widest_name=widest())
    configured = _columns(table, ids)
    with st.container(key="leaderboard_table"):
        st.dataframe(
            table,
            key=key,
            hide_index=True,
            height="auto" if len(rows) <= MOST_VISIBLE_ROWS else (MOST_VISIBLE_ROWS + 1) * ROW_HEIGHT + 2,
            column_config={name: configured[name] for name in table.columns},
            on_select=lambda: selection.take(key, ids),
            selection_mode=["multi-row", "single-cell"],
            selection_default={"selection": chosen},
            placeholder="–",
            alt="Leaderboard",
        )


def _open(ids: Sequence[str]) -> None:
    press_row(ids[st.session_state[NAME_PRESSED].row])


def _width(texts: pd.Series) -> int:
    """Room for the longest text, in pixels: a mark must not be cut off."""
    return 24 + round(5.6 * texts.str.len().max())


def _columns(table: pd.DataFrame, ids: Sequence[str]) -> dict[str, ColumnConfig | ButtonColumnResult]:
    column = st.column_config
    percent = "%.1f %%"
    configured: dict[str, ColumnConfig | ButtonColumnResult] = {
        "#": column.NumberColumn(
            width=40,
            pinned=True,
            help="Place by validation accuracy, over several seeds by its mean, among runs on the same images",
        ),
        OWN: column.MultiselectColumn(width=48, pinned=True, options=[YOU], color="primary", help="Your own runs"),
        "Run": column.ButtonColumn(
            width=width_of(table["Run"]),
            pinned=True,
            alignment="left",
            type="tertiary",
            help="Opens the run beside the table; of several seeds, shows each run",
            on_click=_open,
            args=(ids,),
            key=NAME_PRESSED,
        ),
        NEAR: column.TextColumn(
            width=52, help="Chance in the validation images, or in the seeds, may be all that parts it from place 1"
        ),
        VALIDATION_SPREAD: column.TextColumn(width=95, help=SPREAD_HELP),
        TEST_SPREAD: column.TextColumn(width=72, help=SPREAD_HELP),
        "Seed": column.TextColumn(width=66, help="It draws the first weights and the order of the images"),
        DIFFERS: column.TextColumn(
            width=_width(table[DIFFERS]) if DIFFERS in table else None,
            help="In its design, from the other runs of its name; and of how many seeds it is the mean",
        ),
        MARKS: column.TextColumn(
            width=_width(table[MARKS]) if MARKS in table else None,
            help="What takes the meaning from this run's accuracies; explained under the table",
        ),
        "Trained by": column.TextColumn(width=170 if table["Trained by"].str.startswith("Imported by ").any() else 95),
        "Validation accuracy": column.ProgressColumn(
            format=percent, min_value=0, max_value=100, width=115, help="Of the weights that the run keeps"
        ),
        "Curve": column.LineChartColumn(y_min=0, y_max=1, width=80, help="Validation accuracy, epoch by epoch"),
        "Test accuracy": column.NumberColumn(
            format=percent, width=95, help="Read once, when the run ends; it decides nothing where no mark says so"
        ),
        "95 % interval": column.TextColumn(
            width=100, help="What chance in the choice of the test images leaves open (Wilson)"
        ),
        "Course": column.TextColumn(
            width=76, alignment="right", help="Test accuracy that the course’s slides report for this project"
        ),
        "Parameters": column.NumberColumn(format="localized", width=86),
        "Epochs": column.NumberColumn(width=56),
        "Time": column.NumberColumn(
            format="compact", width=64, help="Training time, that of its epochs, hours:minutes:seconds"
        ),
        STATE: column.TextColumn(width=72),
        "When": (
            column.DatetimeColumn(format="D MMM YYYY, HH:mm", width=130)
            if "When" in table and table["When"].dt.year.nunique() > 1
            else column.DatetimeColumn(format="D MMM, HH:mm", width=105)
        ),
    }
    return {name: configured[name] for name in table.columns}
