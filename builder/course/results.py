"""What this software measured for the course's projects: one JSON object per line, in reproduced.jsonl.

The course page and the table in docs/course.md are made from that file alone.
"""

import json
import os
from pathlib import Path
from typing import Annotated, BinaryIO

from pydantic import Field, ValidationError

from builder.design.base import Value
from builder.given_files import read_given, why_not_written
from builder.presets import ALL_PRESETS

#: Part of the package, so that an installed app has it too.
RESULTS_FILE = Path(__file__).with_name("reproduced.jsonl")

MAX_BYTES = 100_000_000
#: On every system: the file is in the repository.
LINE_END = "\n"

Fraction = Annotated[float, Field(ge=0, le=1)]


class ResultsError(ValueError):
    """The results cannot be read or written; the message is one sentence."""


class CurvePoint(Value):
    """One epoch of a reproduction; accuracies are fractions, losses means over the epoch."""

    epoch: int
    loss: float
    accuracy: Fraction
    val_loss: float
    val_accuracy: Fraction
    seconds: float


class Looked(Value):
    """Accuracies of the kept weights: on the validation images, and on the test images."""

    validation: Fraction
    test: Fraction


class Views(Value):
    """Accuracies by one view of each image, and by the mean with its mirror image."""

    one: Looked
    with_mirror: Looked


class Work(Value):
    """What a training cost, and how well it used the processor.

    `multiply_adds` are those of all its epochs, without validation. `matrix_speed` is how many a second this machine
    did in products of large matrices just before and after, in the same number format. `elsewhere` is the share of
    the processor's time that other programs took meanwhile.
    """

    multiply_adds: Annotated[int, Field(ge=0)]
    matrix_speed: Annotated[float, Field(gt=0)]
    elsewhere: Annotated[float, Field(ge=0, le=1)]

    def reached(self, seconds: float) -> float:
        """The share of the matrix speed that a training of so many seconds reached, validation included."""
        return self.multiply_adds / seconds / self.matrix_speed


class Reproduction(Value):
    """One training of one preset on CIFAR-10.

    `complete` says that nothing was shortened; if something was, `budget` says how. Accuracies are fractions of the
    validation images and of `test_count` test images, for the weights that the project keeps. What was not recorded
    yet when older lines were written is None.
    """

    project: str
    complete: bool
    budget: str | None
    seed: int
    curve: tuple[CurvePoint, ...]
    validation_accuracy: Fraction
    test_accuracy: Fraction
    test_count: int
    seconds: float
    precision: str
    processor: str
    versions: dict[str, str]
    views: Views | None = None
    work: Work | None = None


def read_results(path: Path = RESULTS_FILE) -> tuple[Reproduction, ...]:
    """All lines in order; empty if there is no file. Raises ResultsError that names the first invalid line."""
    try:
        if path.is_fifo():  # which might wait for a writer for ever, and cannot be read again
            raise ResultsError(f"{path} is a pipe; expected a file, which holds one JSON object a line.")
        lines = read_given(path, MAX_BYTES + 1).decode().splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ResultsError(f"{path} cannot be read ({reason}); it should hold one JSON object a line.") from None
    return tuple(_parse(line, path, number) for number, line in enumerate(lines, start=1) if line.strip())


def check_appendable(path: Path) -> None:
    """Before work whose result is appended there: raises ResultsError as `append_result` would, and writes nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Where a link leads that leads nowhere yet, or the link itself would go; links in a circle stay as they are.
        file = Path(os.path.realpath(path))
        try:
            file.open("xb").close()
        except FileExistsError:
            file.open("ab+").close()
        else:  # so nobody else has made it meanwhile
            file.unlink(missing_ok=True)
    except OSError as error:
        raise _not_appended(path, error) from None


def append_result(result: Reproduction, path: Path = RESULTS_FILE) -> None:
    """Appends a line and syncs it to disk; raises ResultsError if it cannot be written."""
    line = json.dumps(result.model_dump(mode="json"), ensure_ascii=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            file.write(f"{'' if _ends_with_a_line(file) else LINE_END}{line}{LINE_END}".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _not_appended(path, error) from None


def _not_appended(path: Path, error: OSError) -> ResultsError:
    return ResultsError(f"{path} cannot be written ({why_not_written(path, error)}); give --output a place that can.")


def _ends_with_a_line(file: BinaryIO) -> bool:
    """An editor, or a writer that was killed, may have left the last line without its end."""
    if not file.seek(0, os.SEEK_END):
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == LINE_END.encode()


def of_project(results: tuple[Reproduction, ...], project: str) -> tuple[Reproduction, ...]:
    """The project's results that count: the complete ones, or the newest shortened one if there are none."""
    own = tuple(result for result in results if result.project == project)
    complete = tuple(result for result in own if result.complete)
    return complete or own[-1:]


def _parse(line: str, path: Path, number: int) -> Reproduction:
    try:
        result = Reproduction.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == "json_invalid":
            raise ResultsError(
                f"Line {number} of {path} is no JSON object, or was cut off; take that line out, and measure it again."
            ) from None
        place = ".".join(map(str, first["loc"])) or "the line"
        raise ResultsError(f"Line {number} of {path} is no result: {place}: {first['msg']}.") from None
    if result.project not in ALL_PRESETS:
        raise ResultsError(f"Line {number} of {path} is of project {result.project[:40]!r}, which does not exist.")
    return result
