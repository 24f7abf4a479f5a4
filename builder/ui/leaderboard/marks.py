"""Why an accuracy on the leaderboard may mislead: the marks of its run, and a leak."""

from collections.abc import Callable, Iterable

from builder.datasets.table import validated_on
from builder.settings import Settings
from builder.statistics.leak import Leak, find_leak
from builder.store.board.marks import board_marks
from builder.store.board.validation_set import ValidationSet, validation_set
from builder.store.runs.records import Run
from builder.words.leaks import mark_text
from builder.words.marks import texts


def validation_counts(settings: Settings) -> Callable[[Run], int]:
    """A function that says how many images validated a run, 0 if that is not known; it asks once for each set."""
    counts: dict[ValidationSet, int] = {}

    def count_of(run: Run) -> int:
        images = validation_set(run.experiment)
        if images not in counts:
            counts[images] = validated_on(run.experiment.data, run.experiment.training, settings) or 0
        return counts[images]

    return count_of


def leaks_of(runs: Iterable[Run], count_of: Callable[[Run], int]) -> dict[str, Leak]:
    """The leaks among the runs, by run id."""
    leaks = {}
    for run in runs:
        if not run.test_count:
            continue
        leak = find_leak(run.validation_accuracy, count_of(run), run.test_accuracy, run.test_count)
        if leak is not None:
            leaks[run.id] = leak
    return leaks


def marks_texts(run: Run, leak: Leak | None) -> list[str]:
    """The marks and the leak in words, for the table."""
    return texts(board_marks(run)) + ([mark_text(leak)] if leak else [])
