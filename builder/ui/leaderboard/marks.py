"""Why an accuracy on the leaderboard may mislead: the marks of its run, and a leak."""

from collections.abc import Sequence

from builder.datasets.table import validated_on
from builder.settings import Settings
from builder.statistics.leak import Leak, find_leak
from builder.store.board.marks import marks_of
from builder.store.board.ranking import RankedRun
from builder.store.board.validation_set import ValidationSet, validation_set
from builder.store.runs.records import Run
from builder.words.leaks import mark_text
from builder.words.marks import texts


def leaks_of(rows: Sequence[RankedRun], settings: Settings) -> dict[str, Leak]:
    """The leaks among the rows, by run id."""
    counts: dict[ValidationSet, int] = {}
    leaks = {}
    for run in (row.run for row in rows if row.run.test_count):
        images = validation_set(run.experiment)
        if images not in counts:
            counts[images] = validated_on(run.experiment.data, run.experiment.training, settings) or 0
        leak = find_leak(run.validation_accuracy, counts[images], run.test_accuracy, run.test_count)
        if leak is not None:
            leaks[run.id] = leak
    return leaks


def marks_texts(run: Run, leak: Leak | None) -> list[str]:
    """The marks and the leak in words, for the table."""
    return texts(marks_of(run)) + ([mark_text(leak)] if leak else [])
