"""Commands that train: train, stop, pause and resume."""

import argparse
import time

from pydantic import ValidationError

from builder.cli.designs import read_design
from builder.cli.errors import InputError
from builder.cli.identity import command_line_owner
from builder.cli.listing import result_of
from builder.cli.place import Place, open_place, read_run
from builder.cli.result import Result
from builder.cli.terminal import say
from builder.cli.waiting import ask
from builder.datasets.table import default_dataset
from builder.design.document import explain
from builder.design.edit.fields import edited
from builder.design.edit.training import with_target
from builder.design.experiment import Experiment
from builder.jobs import SubmitError, ensure_supervisor, pause_run, resume_run, stop_run, submit_run, unattended_runs
from builder.presets import on_images
from builder.progress.failure import CheckpointDamaged
from builder.store.board.marks import marks
from builder.store.homes.elsewhere import belongs_elsewhere, where
from builder.store.runs.curves import epochs_of, progress_of
from builder.store.runs.records import ACTIVE, Run, get_run
from builder.words import homes
from builder.words.failures import where_to_look
from builder.words.phases import phase_text
from builder.words.reasons import said

POLL_SECONDS = 0.2
UNDER_WAY = ("queued", "running")
#: How often the foreground command makes sure that a supervisor still looks after its run.
WATCH_SECONDS = 5.0


def train(arguments: argparse.Namespace) -> Result:
    """Submits a design and waits for the run's end, with progress on stderr."""
    experiment = _with_overrides(read_design(arguments), arguments)
    place = open_place()
    if arguments.preset is not None and arguments.dataset is None:
        experiment = on_images(experiment, default_dataset(place.settings))
    ensure_supervisor(place.settings)  # first: if it cannot be started, nothing is left in the queue
    try:
        run = submit_run(*place, experiment, command_line_owner(*place))
    except SubmitError as error:
        raise InputError(str(error)) from None
    for mark in marks(experiment):
        say(mark.meaning)
    say(f"Run {run.id}: {run.name} on {run.dataset}, {run.parameters:,} parameters. It goes on if this is closed.")
    run = _watch(place, run)
    listed, line = result_of(place, run)
    document = {
        "run": run.id,
        "state": run.state,
        "epochs": run.epochs,
        "validation_accuracy": run.validation_accuracy,
        "test_accuracy": run.test_accuracy,
        "seconds": run.seconds,
        "marks": listed["marks"],
    }
    if run.error:
        document["error"] = said(run.error)
    _say_how_it_ended(run)
    return (0 if run.state == "finished" else 1), document, line


def stop(arguments: argparse.Namespace) -> Result:
    """Stops a run and waits until it has ended; what was trained is kept.

    Anyone who can use this machine's command line may stop any run of its home: otherwise a run whose owner has
    lost the browser's cookie would hold up the queue for good.
    """
    place = open_place()
    run = read_run(place, arguments.run)
    if run.state in ACTIVE:
        run = _watch(place, stop_run(*place, run.id, run.owner))
    say(_outcome(run))
    return 0, *result_of(place, run)


def pause(arguments: argparse.Namespace) -> Result:
    """Pauses a run, or holds back a queued one, and waits until it is paused. Like stop, anyone here may use it."""
    place = open_place()
    run = read_run(place, arguments.run)
    if run.state in UNDER_WAY:
        run = _watch(place, pause_run(*place, run.id, run.owner))
    if run.state != "paused":
        raise InputError(f"Run {run.id} is {run.state}; only a queued or running one can be paused.")
    say(f"Paused. It goes on exactly where it was with: python -m builder resume {run.id}")
    return 0, *result_of(place, run)


def resume(arguments: argparse.Namespace) -> Result:
    """Resumes a paused run, or one whose processes were all killed, and waits for its end as train does."""
    place = open_place()
    run = read_run(place, arguments.run)
    if run.state != "paused" and run.id not in unattended_runs(*place):
        raise InputError(f"Run {run.id} is {run.state}; only a paused one can go on.")
    run = resume_run(*place, run.id, run.owner)
    if belongs_elsewhere(place.settings, run):
        say(homes.waits_elsewhere(where(place.db, run), f"end it with `python -m builder stop {run.id}`"))
    run = _watch(place, run)
    _say_how_it_ended(run)
    return (0 if run.state == "finished" else 1), *result_of(place, run)


def _with_overrides(experiment: Experiment, arguments: argparse.Namespace) -> Experiment:
    """The design with the training and data options of the command applied; raises InputError."""
    judge = experiment.training.target if experiment.training.judged_by_test else None
    if arguments.target is not None and judge is not None:
        raise InputError(
            f"--target is a validation accuracy, but here the test accuracy ends the training, at "
            f"{100 * judge:g} %; leave --target out, or let validation judge."
        )
    told = {
        ("training", "epochs"): arguments.epochs,
        ("training", "seed"): arguments.seed,
        ("training", "time_limit"): arguments.minutes,
        ("data", "limit"): arguments.limit,
    }
    try:
        if arguments.dataset is not None:
            experiment = on_images(experiment, arguments.dataset)
        for path, value in told.items():
            experiment = experiment if value is None else edited(experiment, path, value)
        return experiment if arguments.target is None else with_target(experiment, arguments.target / 100)
    except ValidationError as error:
        raise InputError(explain(error)) from None


def _watch(place: Place, run: Run) -> Run:
    """Waits until the run has ended or is paused; prints each phase and epoch once. Waits for a busy database.

    Where training begins again from its start, it says so, and prints its epochs from the first.
    Raises InputError if the database stays away for minutes, and RunNotFoundError if the run was deleted meanwhile.
    """
    said_phase, said_epoch, said_anew, looked_after = None, run.epochs, None, time.monotonic()
    while True:
        run = ask(get_run, place.db, run.id)
        if isinstance(run.end_reason, CheckpointDamaged) and said_anew is None:
            said_anew = run.end_reason
            say(said(said_anew))
        if run.epochs < said_epoch:  # the new first epoch has taken the place of all that were there
            said_epoch = 0
        for epoch in ask(epochs_of, place.db, run.id, after=said_epoch):
            said_epoch = epoch.epoch
            say(
                f"Epoch {epoch.epoch}: loss {epoch.loss:.4f}, accuracy {epoch.accuracy:.4f}, "
                f"val_loss {epoch.val_loss:.4f}, val_accuracy {epoch.val_accuracy:.4f}, {epoch.seconds:.1f} s"
            )
        progress = ask(progress_of, place.db, run.id)
        if progress is not None and progress.phase != said_phase:
            said_phase = progress.phase
            if said_phase not in ("training", "validating"):
                say(f"{phase_text(said_phase)} …")
        if run.state not in UNDER_WAY:
            return run
        if time.monotonic() - looked_after > WATCH_SECONDS:
            looked_after = time.monotonic()
            ensure_supervisor(place.settings)
        time.sleep(POLL_SECONDS)


def _say_how_it_ended(run: Run) -> None:
    say(_outcome(run))
    if run.state == "paused":
        say(f"It goes on with: python -m builder resume {run.id}")
    elif run.epochs:
        say(f"See what it learned: /run?id={run.id} in the app (python -m builder app)")


def _outcome(run: Run) -> str:
    """The run's outcome and where to find more, or its state if there is no outcome to report."""
    reason = run.error or run.end_reason
    if reason is None:
        return f"The run is {run.state}."
    return " ".join(filter(None, [said(reason), where_to_look(reason)]))
