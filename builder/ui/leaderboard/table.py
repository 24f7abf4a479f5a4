"""The leaderboard's table: one row per run, its columns, its selection, and the row that is pressed."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from builder.statistics.leak import Leak
from builder.store.board.lines import Line
from builder.store.runs.records import Run
from builder.ui.app.clock import usable_timezone
from builder.ui.leaderboard import selection
from builder.ui.leaderboard.marks import marks_texts
from builder.ui.leaderboard.name_column import WIDE, names_of, widest, width_of
from builder.ui.leaderboard.pressed import press_row
from builder.ui.leaderboard.rows import differs_from_slides, slides_percent
from builder.words.claims import whose

TABLE = "leaderboard.table"

#: More scroll inside the table, fewer make it shorter. A row is 2.1875 times the theme's letters high, in whole pixels:
#: another number would show a part of a row at the end.
MOST_VISIBLE_ROWS = 10
ROW_HEIGHT = 33

NOT_COMPARABLE = "*"

#: The column after the validation accuracy, which a phone shows beside the name; left out if no run has a mark.
MARKS = "Marks"

#: Cannot be told from place 1: the column after the validation accuracy, and what stands in it.
NEAR = "luck?"
#: Left out where every run is finished.
STATE = "State"
#: Whose row it is, in a column of its own before the place; left out where all rows or none are the visitor's.
OWN, YOU = "Yours", "you"
#: What tells a line from others of its name; left out where all names differ.
DIFFERS = "What differs"
#: The columns at first; the rest is shown on demand.
FEW = ("#", OWN, "Run", "Validation accuracy", NEAR, DIFFERS, MARKS, "Curve", "Trained by", "Test accuracy")
#: How far the seeds of a line lie apart; left out where every line is one run.
VALIDATION_SPREAD, TEST_SPREAD = "SD, validation", "SD, test"
#: The buttons on the runs' names.
NAME_PRESSED = "leaderboard.name_pressed"

SPREAD_HELP = "The standard deviation over the seeds, in percentage points"

#: Points of a small curve; a cell is about twice as many pixels wide.
CURVE_POINTS = 40


def draw_table(
    rows: Sequence[Line],
    words: Mapping[str, str],
    curves: Mapping[str, Sequence[float]],
    leaks: Mapping[str, Leak],
    near: frozenset[str],
    owner: str,
    all_columns: bool,
) -> None:
    """The table. By line id, `words` tell a line from others of its name, and those in `near` cannot be told from the
    best; by run id there are `leaks` and `curves`, of at most `CURVE_POINTS`; `owner` is who looks at it.

    What is ticked is kept as ids of lines in the session, so that it survives other filters and orders.
    """
    ids = tuple(row.id for row in rows)
    key = f"{TABLE}.{hash(ids)}"
    chosen = selection.begin(key, ids)
    table = table_of(rows, words, curves, leaks, near, owner, st.context.timezone, widest())
    configured = _columns(table, ids)
    if not all_columns:
        table = table[[name for name in table.columns if name in FEW]]
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


def table_of(
    rows: Sequence[Line],
    words: Mapping[str, str],
    curves: Mapping[str, Sequence[float]],
    leaks: Mapping[str, Leak],
    near: frozenset[str],
    owner: str,
    timezone: str | None,
    widest_name: int = WIDE,
) -> pd.DataFrame:
    """The cells, in the order of the columns, times in that time zone, names in so many pixels at most. Columns that
    would be empty are left out."""
    runs = [row.run for row in rows]
    table = pd.DataFrame(
        {
            "#": pd.array([row.place for row in rows], dtype="Int64"),
            OWN: [[YOU] if run.owner == owner else [] for run in runs],
            "Run": names_of(rows, widest_name),
            "Validation accuracy": _percent(row.validation_accuracy for row in rows),
            VALIDATION_SPREAD: [_spread_text(row.spread) for row in rows],
            NEAR: [NEAR if row.id in near and not row.is_inside else "" for row in rows],
            DIFFERS: [_differs(row, words) for row in rows],
            MARKS: [" · ".join(marks_texts(run, leaks.get(run.id))) or None for run in runs],
            "Curve": [_curve(run, curves) for run in runs],
            "Trained by": [whose(run.nickname, run.imported_at is not None) for run in runs],
            "Test accuracy": _percent(row.test_accuracy for row in rows),
            TEST_SPREAD: [_spread_text(row.test_spread) for row in rows],
            "95 % interval": [interval_text(row.run) if row.seeds == 1 else None for row in rows],
            "Course": [_slides_text(run) for run in runs],
            "Parameters": pd.array([run.parameters for run in runs], dtype="Int64"),
            "Seed": [_seed_text(row) for row in rows],
            "Epochs": pd.array([round(row.epochs) for row in rows], dtype="Int64"),
            "Time": pd.to_timedelta([None if row.seconds is None else round(row.seconds) for row in rows], unit="s"),
            STATE: [run.state for run in runs],
            "When": pd.to_datetime([run.ended_at or run.submitted_at for run in runs], unit="s", utc=True).tz_convert(
                usable_timezone(timezone)
            ),
        }
    )
    optional = (NEAR, DIFFERS, MARKS, VALIDATION_SPREAD, TEST_SPREAD, "Test accuracy", "95 % interval", "Course")
    if (table[STATE] == "finished").all():
        table = table.drop(columns=STATE)
    if len({run.owner == owner for run in runs}) == 1:
        table = table.drop(columns=OWN)
    return table.drop(columns=[name for name in optional if (table[name].isna() | (table[name] == "")).all()])


def _curve(run: Run, curves: Mapping[str, Sequence[float]]) -> list[float] | None:
    """The points of its small curve; none of an imported run, whose curve its file claims: a cell cannot say so."""
    return [round(value, 4) for value in curves.get(run.id, ()) if run.imported_at is None] or None


def _differs(row: Line, words: Mapping[str, str]) -> str:
    """What tells a line from others of its name, and that its accuracies are means, where they are."""
    mean = f"mean of {row.seeds} seeds" if row.seeds > 1 else ""
    return "" if row.is_inside else ", ".join(filter(None, [words.get(row.id, ""), mean]))


def _seed_text(row: Line) -> str:
    """The seed of a run, or how many seeds there are; of copies the one seed and how many runs have it."""
    if row.seeds > 1:
        return f"{row.seeds} seeds"
    copies = f" × {len(row.members)}" if len(row.members) > 1 else ""
    return f"{row.run.experiment.training.seed}{copies}"


def _spread_text(spread: float | None) -> str:
    """ "± 0.6", in points; nothing for one seed."""
    return "" if spread is None else f"± {100 * spread:.1f}"


def _percent(accuracies: Iterable[float | None]) -> pd.api.extensions.ExtensionArray:
    return pd.array([None if accuracy is None else 100 * accuracy for accuracy in accuracies], dtype="Float64")


def interval_text(run: Run) -> str | None:
    """The 95 % interval of the test accuracy: "85.9–87.3 %"; None until the test set is read."""
    interval = run.test_interval
    return interval and f"{100 * interval[0]:.1f}–{100 * interval[1]:.1f} %"


def _slides_text(run: Run) -> str | None:
    percent = slides_percent(run)
    if percent is None:
        return None
    return f"{percent:.2f} %{NOT_COMPARABLE if differs_from_slides(run) else ''}"


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
            column.DatetimeColumn(format="D MMM, HH:mm", width=105)
            if table["When"].dt.year.nunique() < 2
            else column.DatetimeColumn(format="D MMM YYYY, HH:mm", width=130)
        ),
    }
    return {name: configured[name] for name in table.columns}
