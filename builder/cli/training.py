"""Commands about runs: train, runs, leaderboard, show."""

import argparse
import sys
import time

from builder.cli.designs import Result, read_design
from builder.cli.errors import InputError
from builder.cli.identity import command_line_owner
from builder.datasets import default_dataset
from builder.jobs import SubmitError, ensure_supervisor, submit_run
from builder.runs.database import open_database
from builder.runs.records import ACTIVE, Run, RunNotFoundError, epochs_of, get_run, list_runs, progress_of
from builder.runs.records import leaderboard as ranked_runs
from builder.settings import load_settings
from builder.spec.experiment import Experiment

POLL_SECONDS = 0.2
#: How often the foreground command makes sure that somebody still looks after its run.
WATCH_SECONDS = 5.0


def train(arguments: argparse.Namespace) -> Result:
    """Submits a design and waits for the run's end, with progress on stderr."""
    experiment = _with_overrides(read_design(arguments), arguments)
    settings = load_settings()
    if arguments.preset is not None and arguments.dataset is None:
        data = experiment.data.model_copy(update={"dataset": default_dataset(settings)})
        experiment = experiment.model_copy(update={"data": data})
    db = open_database(settings)
    try:
        run = submit_run(settings, db, experiment, command_line_owner(settings, db))
    except SubmitError as error:
        raise InputError(str(error)) from None
    _say(f"Run {run.id}: {run.name} on {run.dataset}, {run.parameters:,} parameters. It goes on if this is closed.")
    run = _watch(settings, db, run)
    document = {
        "run": run.id,
        "state": run.state,
        "epochs": run.epochs,
        "validation_accuracy": run.validation_accuracy,
        "test_accuracy": run.test_accuracy,
        "seconds": run.seconds,
    }
    if run.error:
        document["error"] = run.error
    _say(run.error or run.end_reason or f"The run is {run.state}.")
    return (0 if run.state == "finished" else 1), document, _line(run)


def runs(_: argparse.Namespace) -> Result:
    """All runs, newest first."""
    return _listing(list_runs(open_database(load_settings())))


def leaderboard(_: argparse.Namespace) -> Result:
    """All runs that can be ranked, best validation accuracy first."""
    return _listing(ranked_runs(open_database(load_settings())))


def show(arguments: argparse.Namespace) -> Result:
    """One run with its design and its curve."""
    run = read_run(arguments.run)
    curve = [
        epoch.model_dump(include={"epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"})
        for epoch in epochs_of(open_database(load_settings()), run.id)
    ]
    document = _document(run) | {"experiment": run.experiment.model_dump(mode="json"), "curve": curve}
    lines = [_line(run)]
    lines += [
        f"epoch {row['epoch']:>4}  loss {row['loss']:.4f}  accuracy {row['accuracy']:.4f}  "
        f"val_loss {row['val_loss']:.4f}  val_accuracy {row['val_accuracy']:.4f}  {row['seconds']:.1f} s"
        for row in curve
    ]
    return 0, document, "\n".join(lines)


def read_run(id: str) -> Run:
    """The run of that id; raises InputError with one sentence."""
    try:
        return get_run(open_database(load_settings()), id)
    except RunNotFoundError as error:
        raise InputError(str(error)) from None


def _with_overrides(experiment: Experiment, arguments: argparse.Namespace) -> Experiment:
    """The design with the command's --epochs, --seed, --dataset and --limit in place of its own."""
    training = {name: getattr(arguments, name) for name in ("epochs", "seed") if getattr(arguments, name) is not None}
    data = {name: getattr(arguments, name) for name in ("dataset", "limit") if getattr(arguments, name) is not None}
    return experiment.model_copy(
        update={
            "training": experiment.training.model_copy(update=training),
            "data": experiment.data.model_copy(update=data),
        }
    )


def _watch(settings, db, run: Run) -> Run:
    """Waits until the run has ended; says each phase and each epoch once."""
    said_phase, said_epoch, looked_after = "", 0, time.monotonic()
    while run.state in ACTIVE:
        time.sleep(POLL_SECONDS)
        for epoch in epochs_of(db, run.id, after=said_epoch):
            said_epoch = epoch.epoch
            _say(
                f"Epoch {epoch.epoch}: loss {epoch.loss:.4f}, accuracy {epoch.accuracy:.4f}, "
                f"val_loss {epoch.val_loss:.4f}, val_accuracy {epoch.val_accuracy:.4f}, {epoch.seconds:.1f} s"
            )
        progress = progress_of(db, run.id)
        if progress is not None and progress.phase != said_phase:
            said_phase = progress.phase
            if said_phase not in ("Training", "Validating"):
                _say(f"{said_phase} …")
        if time.monotonic() - looked_after > WATCH_SECONDS:
            looked_after = time.monotonic()
            ensure_supervisor(settings)
        run = get_run(db, run.id)
    return run


def _listing(found: list[Run] | tuple[Run, ...]) -> Result:
    text = "\n".join(_line(run) for run in found) or "There are no runs yet: python -m builder train --preset 0"
    return 0, [_document(run) for run in found], text


def _document(run: Run) -> dict:
    return {
        "run": run.id,
        "name": run.name,
        "state": run.state,
        "preset": run.preset,
        "dataset": run.dataset,
        "parameters": run.parameters,
        "epochs": run.epochs,
        "validation_accuracy": run.validation_accuracy,
        "test_accuracy": run.test_accuracy,
        "seconds": run.seconds,
    }


def _line(run: Run) -> str:
    validation = "–" if run.validation_accuracy is None else f"{run.validation_accuracy:.2%}"
    test = "–" if run.test_accuracy is None else f"{run.test_accuracy:.2%}"
    return (
        f"{run.id}  {run.state:<8}  {run.name[:24]:<24}  {run.dataset:<7}  {run.parameters:>10,} parameters  "
        f"{run.epochs:>4} epochs  validation {validation:>7}  test {test:>7}"
    )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
