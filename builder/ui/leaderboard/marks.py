"""Why an accuracy on the leaderboard may mislead: the marks of its run, and a leak."""

from collections.abc import Sequence

from builder.datasets import validated_on
from builder.design.experiment import Data
from builder.design.training.training import Training
from builder.settings import Settings
from builder.statistics.leak import Leak, explanation, find_leak, mark_text
from builder.store.board.standings import Placed, Standing


def leaks_of(rows: Sequence[Placed], settings: Settings) -> dict[str, Leak]:
    """The leaks among the rows, by run id."""
    counts: dict[tuple, int] = {}
    leaks = {}
    for run in (row.run for row in rows if row.run.test_count):
        images = run.dataset, run.limit, run.validation_steps
        if images not in counts:
            data, training = Data(dataset=run.dataset, limit=run.limit), Training(validation_steps=run.validation_steps)
            counts[images] = validated_on(data, training, settings)
        leak = find_leak(run.validation_accuracy, counts[images], run.test_accuracy, run.test_count)
        if leak is not None:
            leaks[run.id] = leak
    return leaks


def marks_texts(run: Standing, leak: Leak | None) -> list[str]:
    """The marks in words, for the table and for lists."""
    return [mark.text for mark in run.marks] + ([mark_text(leak)] if leak else [])


def meanings(run: Standing, leak: Leak | None) -> list[str]:
    """Each mark of a run explained in a sentence, and its leak with the arithmetic and the likely causes."""
    sentences = [mark.meaning for mark in run.marks]
    if leak is not None:
        sentences.append(
            explanation(
                leak,
                keep=run.keep,
                epochs=run.epochs,
                trains_on_validation=run.trains_on_validation,
                judged_by_test=run.judged_by_test,
            )
        )
    return sentences
