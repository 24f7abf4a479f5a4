"""The command that classifies a picture, through the same inference process as the page."""

import argparse
from pathlib import Path

from builder.cli.asking import answer_to, pixels_of, read_photo_file
from builder.cli.errors import InputError
from builder.cli.identity import command_line_owner
from builder.cli.place import Place, open_place, read_run
from builder.cli.result import Result
from builder.jobs import SubmitError
from builder.jobs import classify as submit_classification
from builder.store.board.marks import marks_of, meanings
from builder.store.board.ranking import best_first
from builder.store.homes.elsewhere import here_first
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import Run
from builder.words.calibration import calibrated
from builder.words.inert import printable
from builder.words.marks import texts


def classify(arguments: argparse.Namespace) -> Result:
    """The probability of each class for one picture, highest first."""
    path = Path(arguments.image)
    content = read_photo_file(path)
    place = open_place()
    run = _chosen_run(place, arguments.run)
    image = pixels_of(path, content, run.experiment.images.shape)
    try:
        task = submit_classification(*place, run.id, image, command_line_owner(*place))
    except SubmitError as error:
        raise InputError(str(error)) from None
    result = answer_to(place, task, "The picture was not classified; try again.")
    names = run.experiment.images.classes
    pairs = sorted(zip(names, result["probabilities"], strict=True), key=lambda pair: -pair[1])
    document = {
        "model": run.name,
        "run": run.id,
        "marks": texts(marks_of(run)),
        "temperature": result.get("temperature"),
        "classes": [{"name": name, "probability": probability} for name, probability in pairs],
    }
    return 0, document, _text(run, pairs, result.get("temperature"))


def _text(run: Run, pairs: list[tuple[str, float]], temperature: float | None) -> str:
    """One class per line, whether that is calibrated, and what invalidates the accuracies of the run that answers."""
    lines = [f"{printable(name):<12}{probability:8.2%}" for name, probability in pairs]
    lines += [told] if (told := calibrated(temperature)) else []
    return "\n".join(lines + [printable(f"{run.name}: {told}") for told in meanings(run, None)])


def _chosen_run(place: Place, id: str | None) -> Run:
    if id is not None:
        run = read_run(place, id)
        if not run.has_weights:
            raise InputError(f"Run {run.id} ({run.state}) has no weights; choose one that has trained.")
        return run
    runs = here_first(place.settings, best_first(kept_runs(place.db)))
    best = next((run for run in runs if run.state == "finished"), None)
    if best is None:
        raise InputError("There is no finished run yet; train one first: python -m builder train --preset 0")
    return read_run(place, best.id)
