"""Why an accuracy on the leaderboard may mislead: the marks of its run, and a leak."""

from collections.abc import Iterable

from builder.statistics.leak import Leak
from builder.store.board.leaks import CountOf, leak_of
from builder.store.board.marks import board_marks
from builder.store.runs.records import Run
from builder.words.leaks import mark_text
from builder.words.marks import texts


def leaks_of(runs: Iterable[Run], count_of: CountOf) -> dict[str, Leak]:
    """The leaks among the runs, by run id."""
    return {run.id: leak for run in runs if (leak := leak_of(run, count_of)) is not None}


def marks_texts(run: Run, leak: Leak | None) -> list[str]:
    """The marks and the leak in words, for the table."""
    return texts(board_marks(run)) + ([mark_text(leak)] if leak else [])
