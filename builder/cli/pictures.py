"""The command that classifies pictures, through the same inference process as the page."""

import argparse
from pathlib import Path
from typing import Any, NamedTuple

from builder.cli.asking import PictureError, Seen, answer_to, asking, part_of, read_photo_file, seen_of
from builder.cli.errors import InputError
from builder.cli.identity import command_line_owner
from builder.cli.networks import Network, best_network, known_to_shipped, network_named
from builder.cli.place import Place, open_place
from builder.cli.result import Result
from builder.cli.terminal import say
from builder.jobs import SubmitError
from builder.jobs import classify as submit_classification
from builder.shipped.words import called, whose
from builder.store.board.marks import marks_of, meanings
from builder.store.runs.records import Run
from builder.words.calibration import calibrated
from builder.words.inert import printable
from builder.words.marks import texts
from builder.words.none_of_these import (
    DO_NOT_RELY,
    none_briefly,
    none_of_handwriting,
    none_sentence,
    silence,
    unknown_sentence,
    without_judgement,
)
from builder.words.numbers import NO_BREAK, whole_percent


class Looked(NamedTuple):
    """A picture with what its network said of it: the classes with their probabilities, highest first, and the rest of
    the answer."""

    path: Path
    seen: Seen
    pairs: list[tuple[str, float]]
    answer: dict[str, Any]

    @property
    def is_called_none(self) -> bool:
        """Whether it is said to be probably none of the classes."""
        return bool(self.answer.get("none_of_these", {}).get("probably"))


def classify(arguments: argparse.Namespace) -> Result:
    """The probability of each class, highest first: for one picture, or for each of several."""
    paths = [Path(image) for image in arguments.image]
    if len(paths) > 1:
        return _classify_several(paths, arguments)
    content = read_photo_file(paths[0])
    place = open_place()
    network = _network(place, arguments)
    looked = _look(place, network.run, paths[0], content, arguments, asking(network.run))
    other = None if network.shipped is not None else known_to_shipped(place, looked.seen.kind)
    return 0, _document(network, looked), _text(network, other, looked)


def _classify_several(paths: list[Path], arguments: argparse.Namespace) -> Result:
    """One that cannot be read is a sentence on stderr, and the status is 2; the others are answered."""
    place = open_place()
    network = _network(place, arguments)
    status, found = 0, list[Looked]()
    for path in paths:
        try:
            content = read_photo_file(path)
            begins = "" if found else asking(network.run)
            found.append(_look(place, network.run, path, content, arguments, begins))
        except PictureError as error:
            say(str(error))
            status = 2
    if not found:
        raise InputError("None of the pictures could be read.")
    documents = [{"image": str(one.path)} | _document(network, one) for one in found]
    unlike = [one.seen.kind for one in found if one.seen.unlike is not None]
    others = {other for kind in unlike if (other := known_to_shipped(place, kind)) is not None}
    return status, documents, "\n".join([*map(_line, found), *others, *_of_network(network)])


def _network(place: Place, arguments: argparse.Namespace) -> Network:
    return best_network(place) if arguments.run is None else network_named(place, arguments.run)


def _look(place: Place, run: Run, path: Path, content: bytes, arguments: argparse.Namespace, begins: str) -> Looked:
    """`begins` is said once the picture is read."""
    seen = seen_of(path, content, run, part_of(arguments), as_is=arguments.as_is)
    try:
        task = submit_classification(*place, run.id, seen.pixels, command_line_owner(*place))
    except SubmitError as error:
        raise InputError(str(error)) from None
    answer = answer_to(place, task, "The picture was not classified; try again.", begins)
    names = run.experiment.images.classes
    pairs = sorted(zip(names, answer["probabilities"], strict=True), key=lambda pair: -pair[1])
    if seen.are_strokes:
        answer = without_judgement(answer, none_of_handwriting(len(names)))
    return Looked(path, seen, pairs, answer)


def _document(network: Network, looked: Looked) -> dict[str, Any]:
    run, shipped = network
    document: dict[str, Any] = {
        "model": run.name,
        "run": run.id,
        "marks": texts(marks_of(run)),
        "seen": looked.seen.document,
        "temperature": looked.answer.get("temperature"),
        "answer": looked.pairs[0][0],
        "classes": [{"name": name, "probability": probability} for name, probability in looked.pairs],
    }
    if shipped is not None:
        document["test"] = shipped.card.test.model_dump(mode="json")
    return document | {
        name: looked.answer[name] for name in ("none_of_these", "no_none_of_these") if name in looked.answer
    }


def _line(looked: Looked) -> str:
    """What is said of one of several pictures, and whether to rely on it."""
    name, probability = looked.pairs[0]
    said = f"{printable(str(looked.path))}: {printable(name)}, {whole_percent(probability)}"
    if looked.seen.unlike is not None:
        return f"{said}; {DO_NOT_RELY}. {looked.seen.unlike}"
    return f"{said}; {DO_NOT_RELY}. {none_briefly(len(looked.pairs))}" if looked.is_called_none else said


def _of_network(network: Network) -> list[str]:
    """What invalidates the accuracies of the run that answers, or whose network it is that comes with the app."""
    run, shipped = network
    if shipped is None:
        return [printable(f"{run.name}: {told}") for told in meanings(run, None)]
    told = f"{whose(shipped)} {called(shipped)}, after preset {shipped.card.preset}."
    return [printable(told.replace(NO_BREAK, " "))]


def _text(network: Network, other: str | None, looked: Looked) -> str:
    """One class per line, whether it is any of them, what was done to the picture, whether the probabilities are
    calibrated, and what is to be known of the network."""
    _, seen, pairs, answer = looked
    missed = None if network.shipped is None else network.shipped.card.none_of_these.missed
    lines = [f"{printable(name):<12}{probability:8.2%}" for name, probability in pairs]
    judged, name = answer.get("none_of_these"), printable(pairs[0][0])
    rely = f"It says {name}, {whole_percent(pairs[0][1])}: {DO_NOT_RELY}."
    if seen.unlike is not None:
        lines += [seen.unlike, rely, *([] if other is None else [other])]
    elif judged is not None and judged["probably"]:
        lines += [none_sentence(len(pairs), judged["false_alarms"]), rely]
    elif judged is not None:
        lines.append(silence(len(pairs), missed))
    elif "no_none_of_these" in answer:
        lines.append(printable(unknown_sentence(len(pairs), answer["no_none_of_these"])))
    lines += seen.sentences
    # Its certainty was checked on pictures of its classes: beside one of something else that would mislead.
    is_against = seen.unlike is not None or looked.is_called_none
    checked = None if is_against else calibrated(answer.get("temperature"))
    lines += [] if checked is None else [checked]
    return "\n".join(lines + _of_network(network))
