"""Why an accuracy on the leaderboard may mislead: the marks of its run, and a leak."""

from collections.abc import Iterable

from builder.statistics.leak import Leak
from builder.store.board.lines import Line
from builder.store.board.marks import board_marks
from builder.store.board.ranking import RankedRun
from builder.store.runs.records import Run
from builder.words.leaks import mark_text
from builder.words.marks import texts


def leaks_of(rows: Iterable[RankedRun | Line]) -> dict[str, Leak]:
    """The leaks among the rows, by the ids of their runs."""
    return {row.run.id: leak for row in rows if (leak := row.leak) is not None}


def marks_texts(run: Run, leak: Leak | None) -> list[str]:
    """The marks and the leak in words, for the table."""
    return texts(board_marks(run)) + ([mark_text(leak)] if leak else [])
