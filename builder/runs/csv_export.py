"""Runs as a CSV file that spreadsheets read, and that cannot run anything in them."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from builder.runs.intervals import wilson
from builder.runs.records import Run

#: What makes a spreadsheet read a cell as a formula, also in their full-width forms.
_FORMULA_STARTS = tuple("=+-@|%＝＋－＠")

HEADER = (
    "place", "run", "name", "nickname", "dataset", "limit", "split_seed", "state", "project",
    "validation_accuracy", "test_accuracy", "test_low", "test_high", "test_count", "slides_test_percent",
    "parameters", "epochs", "seconds", "optimizer", "learning_rate", "batch_size", "seed", "ended_utc",
)  # fmt: skip


def runs_csv(placed: Iterable[tuple[int | None, Run]], documented: Mapping[str, float]) -> str:
    """One line for each run, under `HEADER`, quoted text, CRLF; empty where nothing is known.

    `placed` is the place of a run among those on the same images, and the run. `documented` is the slides'
    test accuracy by preset, in percent; measured accuracies are fractions from 0 to 1.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(HEADER)
    for place, run in placed:
        writer.writerow([_cell(value) for value in _values(place, run, documented)])
    return text.getvalue()


def _values(place: int | None, run: Run, documented: Mapping[str, float]) -> tuple[object, ...]:
    low, high = test_interval(run) or (None, None)
    data, training = run.experiment.data, run.experiment.training
    slides = documented.get(run.preset) if run.preset and data.dataset == "cifar10" else None
    ended = None if run.ended_at is None else datetime.fromtimestamp(run.ended_at, UTC).isoformat(timespec="seconds")
    return (
        place, run.id, run.name, run.nickname, data.dataset, data.limit, data.split_seed, run.state, run.preset,
        run.validation_accuracy, run.test_accuracy, low, high, run.test_count, slides,
        run.parameters, run.epochs, run.seconds, training.optimizer, training.learning_rate, training.batch_size,
        training.seed, ended,
    )  # fmt: skip


def test_interval(run: Run) -> tuple[float, float] | None:
    """The 95 % interval (Wilson) of the run's test accuracy; None until its test set is read."""
    if run.test_accuracy is None or not run.test_count:
        return None
    return wilson(round(run.test_accuracy * run.test_count), run.test_count)


def _cell(value: object) -> object:
    """A number as it is; text so that no spreadsheet takes it for a formula."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text
