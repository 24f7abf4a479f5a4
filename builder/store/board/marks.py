"""What invalidates a run's accuracies, or limits what they are worth; the texts are in `words/marks.py`.

The first and the third of these follow the course's slides, as named options of projects 16 and 18; any design may use
them.

- A run that *trained on validation images* has no place on the leaderboard: its validation accuracy says nothing
  about new images. It is listed after the placed runs, and is never chosen as the best. Its test accuracy is an
  estimate like any other, unless the test set chose it as well.
- A run whose validation accuracy lies *standard errors above* its test accuracy beyond chance has no place either, and
  is never chosen: what its design says of its training images need not be true, least of all where it was imported.
- A run whose model *the test set chose* keeps its place: its validation images took no part in training or choosing,
  so its validation accuracy is comparable with the others. Its test accuracy is the best of many, and no estimate for
  new images: it is shown with the mark and without an interval, is compared with no other run's, and comes after the
  honest readings where runs are sorted by it.

A run whose accuracies are those of a *mirror average* is as honest as another, and is placed like it: the mark says
how its numbers came about.

An *imported* run came out of a file: where it was trained, and on which images, is what the file claims.

A run *without a complete epoch* was cancelled, stopped or failed before there was anything to rank. One that was *cut
short* later on is ranked by what it came to, says so on the board, and stands on no podium.
"""

from builder.design.experiment import Experiment
from builder.statistics.leak import Leak
from builder.store.runs.claims import Claims
from builder.store.runs.records import ENDED, Run
from builder.words.claims import claims_sentence, measured_sentence
from builder.words.leaks import explain_leak, mark_text
from builder.words.marks import (
    CHOSEN_BY_TEST,
    IMPORTED,
    MIRROR_AVERAGE,
    NO_EPOCH,
    TRAINED_ON_VALIDATION,
    Mark,
    cut_short,
    texts,
)


def protocol_marks(experiment: Experiment) -> tuple[Mark, ...]:
    """What is not honest about every run of this design; empty for an honest one."""
    found = (
        (experiment.data.trains_on_validation, TRAINED_ON_VALIDATION),
        (experiment.training.judged_by_test, CHOSEN_BY_TEST),
    )
    return tuple(mark for applies, mark in found if applies)


def marks(experiment: Experiment) -> tuple[Mark, ...]:
    """The marks of every run of this design."""
    mirrored = (MIRROR_AVERAGE,) if experiment.training.mirror_average else ()
    return (*protocol_marks(experiment), *mirrored)


def marks_of(run: Run) -> tuple[Mark, ...]:
    """The marks of this run: those of its design, and that it was imported, or ended before its first epoch did."""
    if run.imported_at is not None:
        return (*marks(run.experiment), IMPORTED)
    return (NO_EPOCH,) if is_without_epoch(run) else marks(run.experiment)


def told_marks(run: Run, leak: Leak | None) -> list[str]:
    """The marks of this run as lists and files write them, with the leak that its accuracies show."""
    return texts(marks_of(run)) + ([] if leak is None else [mark_text(leak)])


def is_without_epoch(run: Run) -> bool:
    """Whether it ended before its first epoch was complete."""
    return run.state in ENDED and run.epochs == 0 and run.validation_accuracy is None and run.imported_at is None


def cut_short_mark(run: Run) -> Mark | None:
    """The mark of a run that was stopped, or failed, after an epoch and before its training had ended by itself.

    By itself training ends with its last epoch, by early stopping, at its target or at its time limit.
    """
    if run.state not in ("stopped", "failed") or is_without_epoch(run):
        return None
    planned = run.experiment.training.epochs
    return None if run.epochs >= planned or _had_ended(run) else cut_short(run.state, run.epochs, planned)


def _had_ended(run: Run) -> bool:
    """Whether training had ended by itself, and the run was stopped before its test set was read."""
    reason = run.end_reason
    return reason is not None and "test_set_not_read" in (
        reason.kind,
        reason.ending.kind if reason.kind == "trained_anew" else None,
    )


def board_marks(run: Run) -> tuple[Mark, ...]:
    """What the leaderboard says beside the run's accuracies: its marks, and that it was cut short."""
    short = cut_short_mark(run)
    return marks_of(run) if short is None else (*marks_of(run), short)


def meanings(run: Run, leak: Leak | None) -> list[str]:
    """Each mark of the run explained in a sentence, what its file claims and whether that was measured here, and its
    leak with the likely causes."""
    is_measured = run.claims is not None and run.tested is not None
    told = [mark.meaning for mark in marks_of(run) if not (mark is IMPORTED and is_measured)]
    if run.claims is not None:
        told.append(_imported(run, run.claims))
    return told if leak is None else [*told, explain_leak(leak, run.experiment, run.epochs)]


def _imported(run: Run, claims: Claims) -> str:
    if run.tested is None:
        return claims_sentence(claims.by, claims.validation_accuracy, claims.test_accuracy, claims.test_count)
    claimed = None
    if claims.test_accuracy is not None and claims.test_count is not None:
        claimed = round(claims.test_accuracy * claims.test_count), claims.test_count
    return measured_sentence(claims.by, run.tested.correct, run.tested.count, claimed)
