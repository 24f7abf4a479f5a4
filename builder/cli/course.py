"""The command that shows what was measured for the course's projects: reproduced."""

import argparse
from pathlib import Path

from builder.cli.errors import InputError
from builder.cli.result import Result
from builder.course import beyond, coached
from builder.course.path import Measured, Step, measured, path, slides_marks
from builder.course.results import Reproduction, ResultsError, read_results
from builder.course.table import NoMarkersError, has_place, reproduced_table, with_table
from builder.given_files import read_given, write_given
from builder.presets import BEYOND
from builder.words.inert import printable
from builder.words.marks import texts

#: Of a Markdown file to write the table into.
MAX_DOCUMENT_BYTES = 10_000_000


def reproduced(arguments: argparse.Namespace) -> Result:
    """All projects with what the slides document and what was measured here; --update also writes it into a file."""
    try:
        results = read_results(Path(arguments.results))
    except ResultsError as error:
        raise InputError(str(error)) from None
    table = reproduced_table(results)
    further = {id: found for id in BEYOND if (found := measured(results, id)) is not None}
    if further:
        table += f"\n\nBeyond the slides:\n\n{beyond.beyond_table(results)}"
    if arguments.update is not None:
        _update(Path(arguments.update), results)
    document = [_document(step, measured(results, step.id)) for step in path()]
    nothing: dict[str, object] = {"documented": None, "documented_marks": []}
    document += [{"project": id, **nothing, "reproduced": _reproduced(found)} for id, found in further.items()]
    return 0, document, table if arguments.update is None else f"Wrote the table into {printable(arguments.update)}."


def _update(file: Path, results: tuple[Reproduction, ...]) -> None:
    """Writes the table that the file has a place for."""
    try:
        text = read_given(file, MAX_DOCUMENT_BYTES).decode()
        if has_place(text, coached.MARKER):
            text = with_table(text, coached.coached_table(results), coached.MARKER)
        else:
            text = with_table(text, reproduced_table(results))
            if has_place(text, beyond.MARKER):
                text = with_table(text, beyond.beyond_table(results), beyond.MARKER)
        write_given(file, text.encode())
    except NoMarkersError as error:
        raise InputError(f"{file} was left as it is: {error}.") from None
    except UnicodeDecodeError:
        raise InputError(f"{file} is not a text in UTF-8; expected a Markdown file such as docs/course.md.") from None
    except OSError as error:
        raise InputError(
            f"{file} cannot be updated ({error.strerror}); expected a file such as docs/course.md."
        ) from None


def _document(step: Step, found: Measured | None) -> dict[str, object]:
    """One project; documented accuracies are percent as in the slides, measured ones fractions."""
    document: dict[str, object] = {
        "project": step.id,
        "predecessor": step.predecessor.id if step.predecessor else None,
        "changes": [change.model_dump(exclude={"short"}) for change in step.changes],
        "parameters": step.parameters,
        "documented": step.preset.documented.model_dump(),
        "documented_marks": texts(slides_marks(step.preset)),
        "reproduced": None,
    }
    if found is not None:
        document["reproduced"] = _reproduced(found)
    return document


def _reproduced(found: Measured) -> dict[str, object]:
    """What was measured; `views` and `work` are those of each seed, None where an older version measured it."""
    return {
        "complete": found.budget is None,
        "budget": found.budget,
        "seeds": [result.seed for result in found.results],
        "validation_accuracy": found.validation_accuracy,
        "test_accuracy": found.test_accuracy,
        "test_count": found.results[0].test_count,
        "test_interval": list(found.interval),
        "test_range": [found.lowest, found.highest],
        "epochs": found.epochs,
        "seconds": found.seconds,
        "precision": list(dict.fromkeys(result.precision for result in found.results)),
        "views": [result.views and result.views.model_dump() for result in found.results],
        "work": [result.work and result.work.model_dump() for result in found.results],
    }
