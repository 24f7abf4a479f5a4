"""The cells of the leaderboard's table: what stands in each column."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from builder.statistics.leak import Leak
from builder.store.board.lines import Line
from builder.store.runs.records import Run
from builder.ui.app.clock import usable_timezone
from builder.ui.leaderboard.marks import marks_texts
from builder.ui.leaderboard.name_column import WIDE, names_of
from builder.ui.leaderboard.rows import differs_from_slides, slides_percent
from builder.words.claims import whose

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
#: Left out where no row has anything in them.
OPTIONAL = (NEAR, DIFFERS, MARKS, VALIDATION_SPREAD, TEST_SPREAD, "Test accuracy", "95 % interval", "Course")

#: Points of a small curve; a cell is about twice as many pixels wide.
CURVE_POINTS = 40


class Known(NamedTuple):
    """What the cells say beside the lines themselves.

    By line id, `words` tell a line from others of its name, and those in `near` cannot be told from the best; by run id
    there are `leaks` and `curves`, of at most `CURVE_POINTS`; `owner` is who looks at the table.
    """

    words: Mapping[str, str]
    curves: Mapping[str, Sequence[float]]
    leaks: Mapping[str, Leak]
    near: frozenset[str]
    owner: str


def table_of(
    rows: Sequence[Line], known: Known, timezone: str | None, *, all_columns: bool, widest_name: int = WIDE
) -> pd.DataFrame:
    """The cells, in the order of the columns, times in that time zone, names in so many pixels at most; of FEW columns,
    or of all. Columns that would be empty are left out."""
    cells = _cells(rows, known, timezone, widest_name)
    table = pd.DataFrame({name: make() for name, make in cells.items() if all_columns or name in FEW})
    if STATE in table and (table[STATE] == "finished").all():
        table = table.drop(columns=STATE)
    if len({row.run.owner == known.owner for row in rows}) == 1:
        table = table.drop(columns=OWN)
    return table.drop(columns=[name for name in OPTIONAL if name in table and _is_empty(table[name])])


def _is_empty(column: pd.Series) -> bool:
    return bool((column.isna() | (column == "")).all())


def _cells(rows: Sequence[Line], known: Known, timezone: str | None, widest_name: int) -> dict[str, Callable[[], Any]]:
    """What makes the cells of each column, so that of a thousand rows only what is shown is made."""
    runs = [row.run for row in rows]
    return {
        "#": lambda: pd.array([row.place for row in rows], dtype="Int64"),
        OWN: lambda: [[YOU] if run.owner == known.owner else [] for run in runs],
        "Run": lambda: names_of(rows, widest_name),
        "Validation accuracy": lambda: _percent(row.validation_accuracy for row in rows),
        VALIDATION_SPREAD: lambda: [_spread_text(row.spread) for row in rows],
        NEAR: lambda: [NEAR if row.id in known.near and not row.is_inside else "" for row in rows],
        DIFFERS: lambda: [_differs(row, known.words) for row in rows],
        MARKS: lambda: [" · ".join(marks_texts(run, known.leaks.get(run.id))) or None for run in runs],
        "Curve": lambda: [_curve(run, known.curves) for run in runs],
        "Trained by": lambda: [whose(run.nickname, run.imported_at is not None) for run in runs],
        "Test accuracy": lambda: _percent(row.test_accuracy for row in rows),
        TEST_SPREAD: lambda: [_spread_text(row.test_spread) for row in rows],
        "95 % interval": lambda: [interval_text(row.run) if row.seeds == 1 else None for row in rows],
        "Course": lambda: [_slides_text(run) for run in runs],
        "Parameters": lambda: pd.array([run.parameters for run in runs], dtype="Int64"),
        "Seed": lambda: [_seed_text(row) for row in rows],
        "Epochs": lambda: pd.array([round(row.epochs) for row in rows], dtype="Int64"),
        "Time": lambda: pd.to_timedelta(
            [None if (seconds := row.seconds) is None else round(seconds) for row in rows], unit="s"
        ),
        STATE: lambda: [run.state for run in runs],
        "When": lambda: _times(runs, timezone),
    }


def _times(runs: Sequence[Run], timezone: str | None) -> pd.DatetimeIndex:
    times = pd.to_datetime([run.ended_at or run.submitted_at for run in runs], unit="s", utc=True)
    return times.tz_convert(usable_timezone(timezone))


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
