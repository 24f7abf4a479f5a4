"""The command that classifies a picture, through the same inference process as the page."""

import argparse
import time
from pathlib import Path

import numpy as np

from builder.cli.designs import Result
from builder.cli.errors import CommandFailed, InputError
from builder.cli.identity import command_line_owner
from builder.cli.place import Place, open_place, read_run
from builder.cli.terminal import say
from builder.cli.waiting import ask
from builder.datasets.photo_checks import MAX_BYTES, PhotoError, check_photo
from builder.given_files import read_given
from builder.jobs import SubmitError
from builder.jobs import classify as submit_classification
from builder.pictures.reading import read_picture, warm_up
from builder.store.board.marks import marks
from builder.store.board.ranking import best_first
from builder.store.homes.elsewhere import here_first
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import Run
from builder.store.tasks import Task, get_task
from builder.words.inert import printable
from builder.words.marks import texts
from builder.words.reasons import said

POLL_SECONDS = 0.05
TIMEOUT_SECONDS = 180


def classify(arguments: argparse.Namespace) -> Result:
    """The probability of each class for one picture, highest first."""
    path = Path(arguments.image)
    try:
        content = read_given(path, MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(f"The picture {path} cannot be read ({reason}); expected an image file.") from None
    try:
        check_photo(content)
        warm_up(1)
        place = open_place()
        run = _chosen_run(place, arguments.run)
        shape = run.experiment.images.shape
        image = np.frombuffer(read_picture(content, shape).pixels, np.uint8).reshape(shape)
    except PhotoError as error:
        raise InputError(f"{path}: {error}") from None
    try:
        task = _wait(place, submit_classification(*place, run.id, image, command_line_owner(*place)))
    except SubmitError as error:
        raise InputError(str(error)) from None
    if task.state == "failed" or task.result is None:
        raise CommandFailed(said(task.error) if task.error else "The picture was not classified; try again.")
    names = run.experiment.images.classes
    pairs = sorted(zip(names, task.result["probabilities"], strict=True), key=lambda pair: -pair[1])
    document = {
        "model": run.name,
        "run": run.id,
        "marks": texts(marks(run.experiment)),
        "classes": [{"name": name, "probability": probability} for name, probability in pairs],
    }
    return 0, document, _text(run, pairs)


def _text(run: Run, pairs: list[tuple[str, float]]) -> str:
    """One class per line, and what invalidates the accuracies of the run that answers."""
    lines = [f"{printable(name):<12}{probability:8.2%}" for name, probability in pairs]
    return "\n".join(lines + [f"{printable(run.name)}: {mark.meaning}" for mark in marks(run.experiment)])


def _chosen_run(place: Place, id: str | None) -> Run:
    if id is not None:
        run = read_run(place, id)
        if not run.has_weights:
            raise InputError(f"Run {run.id} is {run.state} and has no weights; choose one that has trained.")
        return run
    runs = here_first(place.settings, best_first(kept_runs(place.db)))
    best = next((run for run in runs if run.state == "finished"), None)
    if best is None:
        raise InputError("There is no finished run yet; train one first: python -m builder train --preset 0")
    return read_run(place, best.id)


def _wait(place: Place, task: Task) -> Task:
    say("Asking the network …")
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while task.state in ("queued", "working"):
        if time.monotonic() > deadline:
            raise CommandFailed(f"No answer after {TIMEOUT_SECONDS} seconds; is this machine out of memory? Try again.")
        time.sleep(POLL_SECONDS)
        task = ask(get_task, place.db, task.id)
    return task
