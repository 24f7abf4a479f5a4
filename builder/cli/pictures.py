"""The command that classifies a picture, through the same inference process as the page."""

import argparse
from pathlib import Path
from typing import Any

from builder.cli.asking import Seen, answer_to, asking, part_of, read_photo_file, seen_of
from builder.cli.errors import InputError
from builder.cli.identity import command_line_owner
from builder.cli.networks import Network, best_network, known_to_shipped, network_named
from builder.cli.place import open_place
from builder.cli.result import Result
from builder.jobs import SubmitError
from builder.jobs import classify as submit_classification
from builder.shipped.words import called, whose
from builder.store.board.marks import marks_of, meanings
from builder.words.calibration import calibrated
from builder.words.inert import printable
from builder.words.marks import texts
from builder.words.none_of_these import (
    DO_NOT_RELY,
    none_of_handwriting,
    none_sentence,
    silence,
    unknown_sentence,
    without_judgement,
)
from builder.words.numbers import NO_BREAK, whole_percent


def classify(arguments: argparse.Namespace) -> Result:
    """The probability of each class for one picture, highest first."""
    path = Path(arguments.image)
    content = read_photo_file(path)
    place = open_place()
    run, shipped = best_network(place) if arguments.run is None else network_named(place, arguments.run)
    seen = seen_of(path, content, run, part_of(arguments), as_is=arguments.as_is)
    try:
        task = submit_classification(*place, run.id, seen.pixels, command_line_owner(*place))
    except SubmitError as error:
        raise InputError(str(error)) from None
    result = answer_to(place, task, "The picture was not classified; try again.", asking(run))
    names = run.experiment.images.classes
    pairs = sorted(zip(names, result["probabilities"], strict=True), key=lambda pair: -pair[1])
    document: dict[str, Any] = {
        "model": run.name,
        "run": run.id,
        "marks": texts(marks_of(run)),
        "seen": seen.document,
        "temperature": result.get("temperature"),
        "answer": pairs[0][0],
        "classes": [{"name": name, "probability": probability} for name, probability in pairs],
    }
    if shipped is not None:
        document["test"] = shipped.card.test.model_dump(mode="json")
    if seen.are_strokes:
        result = without_judgement(result, none_of_handwriting(len(names)))
    document |= {name: result[name] for name in ("none_of_these", "no_none_of_these") if name in result}
    other = None if shipped is not None else known_to_shipped(place, seen.kind)
    return 0, document, _text(Network(run, shipped), other, seen, pairs, result)


def _text(
    network: Network, other: str | None, seen: Seen, pairs: list[tuple[str, float]], result: dict[str, Any]
) -> str:
    """One class per line, whether it is any of them, what was done to the picture, whether the probabilities are
    calibrated, and what invalidates the accuracies of the run that answers, or whose network it is that comes with the
    app."""
    run, shipped = network
    lines = [f"{printable(name):<12}{probability:8.2%}" for name, probability in pairs]
    judged, name = result.get("none_of_these"), printable(pairs[0][0])
    rely = f"It says {name}, {whole_percent(pairs[0][1])}: {DO_NOT_RELY}."
    is_against = seen.unlike is not None or (judged is not None and judged["probably"])
    if seen.unlike is not None:
        lines += [seen.unlike, rely, *([] if other is None else [other])]
    elif judged is not None and judged["probably"]:
        lines += [none_sentence(len(pairs), judged["false_alarms"]), rely]
    elif judged is not None:
        lines.append(silence(len(pairs), None if shipped is None else shipped.card.none_of_these.missed))
    elif "no_none_of_these" in result:
        lines.append(printable(unknown_sentence(len(pairs), result["no_none_of_these"])))
    lines += seen.sentences
    # Its certainty was checked on pictures of its classes: beside one of something else that would mislead.
    checked = None if is_against else calibrated(result.get("temperature"))
    lines += [] if checked is None else [checked]
    if shipped is not None:
        told = f"{whose(shipped)} {called(shipped)}, after preset {shipped.card.preset}."
        return "\n".join([*lines, printable(told.replace(NO_BREAK, " "))])
    return "\n".join(lines + [printable(f"{run.name}: {told}") for told in meanings(run, None)])
