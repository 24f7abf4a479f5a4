"""The command that classifies a picture, through the same inference process as the page."""

import argparse
from pathlib import Path
from typing import Any

from builder.cli.asking import Seen, answer_to, part_of, read_photo_file, seen_of
from builder.cli.errors import InputError
from builder.cli.identity import command_line_owner
from builder.cli.place import Place, open_place, read_run
from builder.cli.result import Result
from builder.jobs import SubmitError
from builder.jobs import classify as submit_classification
from builder.shipped.network import SHIPPED_ID, Shipped, ShippedError, shipped_network
from builder.shipped.words import judged_by, whose
from builder.store.board.marks import marks_of, meanings
from builder.store.board.ranking import best_first
from builder.store.homes.elsewhere import here_first
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import Run
from builder.words.calibration import calibrated
from builder.words.inert import printable
from builder.words.marks import texts
from builder.words.none_of_these import none_of_handwriting, none_sentence, unknown_sentence, without_judgement
from builder.words.numbers import NO_BREAK


def classify(arguments: argparse.Namespace) -> Result:
    """The probability of each class for one picture, highest first."""
    path = Path(arguments.image)
    content = read_photo_file(path)
    place = open_place()
    run, shipped = _chosen(place, arguments.run)
    seen = seen_of(path, content, run, part_of(arguments), as_is=arguments.as_is)
    try:
        task = submit_classification(*place, run.id, seen.pixels, command_line_owner(*place))
    except SubmitError as error:
        raise InputError(str(error)) from None
    result = answer_to(place, task, "The picture was not classified; try again.")
    names = run.experiment.images.classes
    pairs = sorted(zip(names, result["probabilities"], strict=True), key=lambda pair: -pair[1])
    document: dict[str, Any] = {
        "model": run.name,
        "run": run.id,
        "marks": texts(marks_of(run)),
        "seen": seen.document,
        "temperature": result.get("temperature"),
        "classes": [{"name": name, "probability": probability} for name, probability in pairs],
    }
    if seen.are_strokes:
        result = without_judgement(result, none_of_handwriting(len(names)))
    document |= {name: result[name] for name in ("none_of_these", "no_none_of_these") if name in result}
    return 0, document, _text(run, shipped, seen, pairs, result)


def _text(run: Run, shipped: Shipped | None, seen: Seen, pairs: list[tuple[str, float]], result: dict[str, Any]) -> str:
    """One class per line, whether it is any of them, what was done to the picture, whether the probabilities are
    calibrated, and what invalidates the accuracies of the run that answers, or whose network it is that comes with the
    app."""
    by = judged_by(run)
    lines = [f"{printable(name):<12}{probability:8.2%}" for name, probability in pairs]
    judged = result.get("none_of_these")
    if judged is not None and judged["probably"]:
        lines.append(none_sentence(len(pairs), judged["false_alarms"], by.unlike))
    elif "no_none_of_these" in result:
        lines.append(printable(unknown_sentence(len(pairs), result["no_none_of_these"])))
    lines += seen.sentences
    lines += [told] if (told := calibrated(result.get("temperature"), by.calibrated)) else []
    if shipped is not None:
        return "\n".join([*lines, printable(whose(shipped.card).replace(NO_BREAK, " "))])
    return "\n".join(lines + [printable(f"{run.name}: {told}") for told in meanings(run, None)])


def _chosen(place: Place, id: str | None) -> tuple[Run, Shipped | None]:
    """The run that was named, else the best finished one, else the network that comes with the app, which is given too
    where it is the one."""
    if id == SHIPPED_ID:
        return _shipped(place, f"No network {id!r} comes with this app; name a run with --run.")
    if id is not None:
        run = read_run(place, id)
        if not run.has_weights:
            raise InputError(f"Run {run.id} ({run.state}) has no weights; choose one that has trained.")
        return run, None
    runs = here_first(place.settings, best_first(kept_runs(place.db)))
    best = next((run for run in runs if run.state == "finished"), None)
    if best is not None:
        return read_run(place, best.id), None
    return _shipped(place, "There is no finished run yet; train one first: python -m builder train --preset 0")


def _shipped(place: Place, nothing: str) -> tuple[Run, Shipped]:
    """The network that comes with the app; raises InputError where it cannot be used, with `nothing` where there is
    none."""
    try:
        shipped = shipped_network(place.settings)
    except ShippedError as error:
        raise InputError(str(error)) from None
    if shipped is None:
        raise InputError(nothing)
    return shipped.run, shipped
