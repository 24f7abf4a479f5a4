"""Commands that show runs: runs, leaderboard, show."""

import argparse

from builder.cli.errors import InputError
from builder.cli.place import Place, open_place, read_run
from builder.cli.result import Result
from builder.cli.terminal import say
from builder.datasets.table import validated_on
from builder.jobs import unattended_runs
from builder.progress.epoch import Epoch
from builder.statistics.leak import Leak
from builder.store.board.leaks import leak_of, validation_counts
from builder.store.board.marks import meanings, told_marks
from builder.store.board.ranking import ranked
from builder.store.homes.elsewhere import why_no_files
from builder.store.homes.unlisted import told_of, unlisted_runs
from builder.store.runs.curves import epochs_of
from builder.store.runs.kept import kept_runs
from builder.store.runs.readings import test_readings
from builder.store.runs.records import Run, list_runs
from builder.words.failures import where_to_look
from builder.words.inert import printable
from builder.words.leaks import explain_leak
from builder.words.reasons import said, said_or_none


def runs(_: argparse.Namespace) -> Result:
    """All runs, newest first."""
    place = open_place()
    listed = _listing(place, list_runs(place.db), "There are no runs yet")
    for id in sorted(unattended_runs(*place)):
        say(_nobody_works(id))
    return listed


def leaderboard(_: argparse.Namespace) -> Result:
    """The runs as the leaderboard page ranks them: best validation accuracy first among runs on the same images."""
    place = open_place()
    rows = ranked(kept_runs(place.db), validation_counts(place.settings))
    return _listing(place, tuple(row.run for row in rows), "No run has ended yet")


def show(arguments: argparse.Namespace) -> Result:
    """One run with its design, its curve, and the hardware and libraries it ran on."""
    place = open_place()
    run = read_run(place, arguments.run)
    curve = [_epoch_document(epoch) for epoch in epochs_of(place.db, run.id)]
    count = validated_on(run.experiment.data, run.experiment.training, place.settings)
    leak = leak_of(run, lambda _: count or 0)
    readings = [reading.model_dump(exclude={"run_id"}) for reading in test_readings(place.db, run.id)]
    elsewhere = why_no_files(place.settings, place.db, run)
    unattended = run.id in unattended_runs(*place)
    document = run_document(run, leak) | {
        "experiment": run.experiment.model_dump(mode="json"),
        "curve": curve,
        "end_reason": said_or_none(run.end_reason),
        "error": said_or_none(run.error),
        "test_readings": readings,
        "validation_count": count,
        "leak": None if leak is None else _leak_document(run, leak),
        "precision": run.precision,
        "steps_per_execution": run.steps_per_execution,
        "processor": run.processor,
        "versions": run.versions,
        "files_elsewhere": elsewhere,
        "unattended": unattended,
    }
    lines = [run_line(run, leak)]
    lines += [
        f"epoch {row['epoch']:>4}  loss {row['loss']:.4f}  accuracy {row['accuracy']:.4f}  "
        f"val_loss {row['val_loss']:.4f}  val_accuracy {row['val_accuracy']:.4f}  "
        + (f"test_accuracy {row['test_accuracy']:.4f}  " if "test_accuracy" in row else "")
        + f"{row['seconds']:.1f} s"
        for row in curve
    ]
    for reason in (run.end_reason, run.error):
        lines += [] if reason is None else filter(None, [said(reason), where_to_look(reason)])
    lines += [*meanings(run, leak), *([] if elsewhere is None else [elsewhere])]
    lines += [_nobody_works(run.id)] if unattended else []
    return 0, document, "\n".join(lines)


def _nobody_works(id: str) -> str:
    return f"No process is at work on run {id}; it goes on from its last checkpoint with: python -m builder resume {id}"


def _epoch_document(epoch: Epoch) -> dict[str, object]:
    """One epoch of the curve; the test accuracy only if it was read because it judges."""
    document = epoch.model_dump(include={"epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"})
    return document if epoch.test_accuracy is None else document | {"test_accuracy": epoch.test_accuracy}


def _leak_document(run: Run, leak: Leak) -> dict[str, object]:
    return {
        "difference": leak.difference,
        "standard_error": leak.standard_error,
        "standard_errors": leak.standard_errors,
        "explanation": explain_leak(leak, run.experiment, run.epochs),
    }


def result_of(place: Place, run: Run) -> tuple[dict[str, object], str]:
    """A run as a document and as a line of text."""
    leak = leak_of(run, validation_counts(place.settings))
    return run_document(run, leak), run_line(run, leak)


def run_document(run: Run, leak: Leak | None) -> dict[str, object]:
    """What lists show of a run; accuracies are fractions, and `limit` is null where all images were used."""
    return {
        "run": run.id,
        "name": run.name,
        "state": run.state,
        "preset": run.preset,
        "dataset": run.dataset,
        "limit": run.experiment.data.limit,
        "parameters": run.parameters,
        "epochs": run.epochs,
        "validation_accuracy": run.validation_accuracy,
        "test_accuracy": run.test_accuracy,
        "seconds": run.seconds,
        "marks": told_marks(run, leak),
    }


def run_line(run: Run, leak: Leak | None) -> str:
    """A run as one line of text, with its marks and the leak that its accuracies show."""
    validation = "–" if run.validation_accuracy is None else f"{run.validation_accuracy:.2%}"
    test = "–" if run.test_accuracy is None else f"{run.test_accuracy:.2%}"
    return (
        f"{run.id}  {run.state:<8}  {printable(run.name)[:24]:<24}  {printable(run.dataset):<7}  "
        f"{run.parameters:>10,} parameters  "
        f"{run.epochs:>4} epochs  validation {validation:>7}  test {test:>7}"
        + "".join(f"  ({text})" for text in told_marks(run, leak))
    )


def _listing(place: Place, found: tuple[Run, ...], none: str) -> Result:
    """The runs, one per line; if there are none, a sentence that says so and how to make one.

    Runs that the database does not list, though their files are here, are told of on stderr; where it lists no other,
    that is all that there is to say. Raises InputError.
    """
    if (unlisted := unlisted_runs(place.settings, place.db)) is not None:
        if unlisted.listed == 0:
            raise InputError(told_of(place.settings, unlisted))
        say(told_of(place.settings, unlisted))
    count_of = validation_counts(place.settings)
    leaks = [leak_of(run, count_of) for run in found]
    text = "\n".join(map(run_line, found, leaks)) or f"{none}: python -m builder train --preset 0"
    return 0, [run_document(run, leak) for run, leak in zip(found, leaks, strict=True)], text
