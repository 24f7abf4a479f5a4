"""What leaves this home with a run, and comes in: the formats of export --run, and import."""

import argparse
from collections.abc import Callable
from pathlib import Path

from builder import jobs
from builder.cli.asking import answer_to
from builder.cli.errors import CommandFailed, InputError
from builder.cli.files import read_input
from builder.cli.identity import command_line_owner
from builder.cli.place import Place, open_place, read_run
from builder.cli.result import Result
from builder.cli.terminal import say
from builder.proof.archive import MAX_BYTES
from builder.proof.bundle import bundle
from builder.proof.errors import AlreadyHereError, ProofError
from builder.proof.importing import import_run
from builder.proof.report.report import report
from builder.proof.verify import verify as verify_run
from builder.proof.words import verified_sentence
from builder.store.board.marks import meanings
from builder.store.errors import TooManyError
from builder.store.homes.elsewhere import why_no_files
from builder.store.runs.records import Run
from builder.words.inert import printable

#: What a run can be written as, with its weights, by the name of the format.
TAKEN: dict[str, Callable[[Place, Run], bytes]] = {
    "bundle": lambda place, run: bundle(*place, run),
    "report": lambda place, run: report(*place, run),
    "keras": lambda place, run: _saved_as(place, run, "keras"),
    "onnx": lambda place, run: _saved_as(place, run, "onnx"),
    "tflite": lambda place, run: _saved_as(place, run, "tflite"),
}


def taken(place: Place, run: Run, format: str) -> bytes:
    """The file of this format; raises InputError with one sentence."""
    if (elsewhere := why_no_files(*place, run)) is not None:
        raise InputError(elsewhere)
    try:
        return TAKEN[format](place, run)
    except ProofError as error:
        raise InputError(str(error)) from None


def _saved_as(place: Place, run: Run, format: str) -> bytes:
    try:
        task = jobs.request_saved_as(*place, run.id, format, command_line_owner(*place))
    except jobs.SubmitError as error:
        raise InputError(str(error)) from None
    answer_to(place, task, "The network was not written; try again.")
    return jobs.saved_file(place.settings, run.id, format).read_bytes()


def import_(arguments: argparse.Namespace) -> Result:
    """Makes a run of a bundle, or names the run that it became before. What is wrong with it is said, and then nothing
    of it is left."""
    path = Path(arguments.file)
    data = read_input(path, MAX_BYTES + 1, str(path), "a bundle, as export writes it")
    place = open_place()
    try:
        run = import_run(*place, data, command_line_owner(*place))
    except AlreadyHereError as error:
        return 0, {"run": error.run_id, "is_new": False}, f"Run {error.run_id}: {printable(str(error))}"
    except ProofError as error:
        raise InputError(f"{path}: {error}") from None
    except TooManyError as error:
        raise CommandFailed(str(error)) from None
    lines = [f"Imported as run {run.id}: {printable(run.name)}.", *map(printable, meanings(run, None))]
    lines += [f"To have it measured here, and placed: python -m builder evaluate {run.id}"]
    return 0, {"run": run.id, "is_new": True}, "\n".join(lines)


def verify(arguments: argparse.Namespace) -> Result:
    """Repeats the run's one reading of the test set, and says whether it finds what was recorded."""
    place = open_place()
    run = read_run(place, arguments.run)
    if (elsewhere := why_no_files(*place, run)) is not None:
        raise InputError(elsewhere)
    say("Reading the test images once more, in a process of its own …")
    try:
        found = verify_run(*place, run)
    except ProofError as error:
        raise InputError(str(error)) from None
    document = {
        "accuracy_here": found.accuracy_here,
        "accuracy_recorded": found.recorded.accuracy,
        "equal": found.equal,
        "is_claimed": found.recorded.is_claimed,
    }
    return 0, document, printable(verified_sentence(found))
