"""The leaderboard as a CSV file that spreadsheets can read, and in which nothing runs as a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from builder.store.board.marks import told_marks
from builder.store.board.ranking import RankedRun

#: What makes a spreadsheet read a cell as a formula. Some read full-width and other forms likewise, of which NFKC makes
#: these.
_FORMULA_STARTS = frozenset("=+-@|%")
#: What only looks like one of these, besides every dash: signs for plus, minus and equals, and bullets like hyphens.
_LOOK_ALIKES = frozenset("\u00b1\u02d6\u02d7\u06d4\u16ed\u2043\u2052\u2212\u2213\u2795\u2796\ua78a\U0001f7f0")
#: Seen as nothing, or as a gap: spaces, controls, marks that join or turn the writing round, and four letters.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"})
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")

HEADER = (
    "place", "run", "name", "nickname", "dataset", "limit", "split_seed", "state", "project",
    "validation_accuracy", "test_accuracy", "test_low", "test_high", "test_count", "slides_test_percent",
    "parameters", "epochs", "seconds", "optimizer", "learning_rate", "batch_size", "seed", "ended_utc", "marks",
)  # fmt: skip


def runs_csv(placed: Iterable[RankedRun], documented: Mapping[str, float]) -> str:
    """One line for each run under `HEADER`: text in quotes, CRLF, empty where nothing is known.

    Measured accuracies are fractions from 0 to 1; `marks` says what invalidates them. `documented` is the slides'
    test accuracy by run id, in percent.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in placed:
        writer.writerow([_cell(value) for value in _values(row, documented)])
    return text.getvalue()


def _values(row: RankedRun, documented: Mapping[str, float]) -> tuple[object, ...]:
    run, data, training = row.run, row.run.experiment.data, row.run.experiment.training
    low, high = run.test_interval or (None, None)
    ended = None if run.ended_at is None else datetime.fromtimestamp(run.ended_at, UTC).isoformat(timespec="seconds")
    return (
        row.place, run.id, run.name, run.nickname, run.dataset, data.limit, data.split_seed, run.state, run.preset,
        run.validation_accuracy, run.test_accuracy, low, high, run.test_count, documented.get(run.id),
        run.parameters, run.epochs, run.seconds, training.optimizer.kind, training.learning_rate.rate,
        training.batch_size, training.seed, ended, "; ".join(told_marks(run, row.leak)),
    )  # fmt: skip


def _cell(value: object) -> object:
    """A number unchanged; text written so that no spreadsheet takes it for a formula."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if _looks_like_a_formula(text) else text


def _looks_like_a_formula(text: str) -> bool:
    """Whether the first character that is seen starts a formula, or looks as if it did."""
    first = next((c for c in text if c not in _UNSEEN and unicodedata.category(c) not in _UNSEEN_CATEGORIES), "")
    forms = {first, *unicodedata.normalize("NFKC", first)[:1]} - {""}
    return any(c in _FORMULA_STARTS or c in _LOOK_ALIKES or unicodedata.category(c) == "Pd" for c in forms)
