"""Commands about designs: presets, summary, export. Nothing here trains, and only `--run` needs a database."""

import argparse
from collections.abc import Callable
from pathlib import Path

from builder.cli.errors import InputError
from builder.cli.place import open_place, read_run
from builder.cli.result import Result
from builder.cli.taking import TAKEN, taken
from builder.course.path import slides_chosen_by_test, slides_marks
from builder.datasets.table import usual_sizes
from builder.design.checks.problem import Problem
from builder.design.checks.problems import problems
from builder.design.cost.summary import Summary, summarize
from builder.design.document import MAX_SPEC_BYTES, SpecError, from_json
from builder.design.experiment import Experiment
from builder.design.training.training import validation_images
from builder.export import to_notebook, to_script
from builder.given_files import read_given, why_not_written, write_given
from builder.presets import ALL_PRESETS, PRESETS, Preset, Project, UnknownPresetError, get
from builder.words.inert import printable
from builder.words.layers import bend_of
from builder.words.marks import CHOSEN_BY_TEST, texts

_WITH_PROTOCOL = " and ".join(f"--preset {preset.id}" for preset in PRESETS.values() if preset.as_in_slides)

#: What a design can be written as, by file extension.
EXPORTS: dict[str, Callable[[Experiment], str]] = {"py": to_script, "ipynb": to_notebook}


def presets(_: argparse.Namespace) -> Result:
    """All presets with their lesson, parameters and documented results (percent; null for those beyond the slides)."""
    document, lines = [], []
    for preset in ALL_PRESETS.values():
        project = preset if isinstance(preset, Project) else None
        parts = summarize(preset.experiment)
        counts = {"total": parts.total, "trainable": parts.trainable, "non_trainable": parts.non_trainable}
        document.append(
            {
                "id": preset.id,
                "title": preset.title,
                "lesson": preset.lesson,
                "documented": None if project is None else project.documented.model_dump(),
                "documented_marks": [] if project is None else texts(slides_marks(project)),
                "parameters": counts,
                "note": preset.note,
            }
        )
        lines.append(f"{preset.id:>3}  {_told(preset)}  {parts.total:>9,} parameters  {preset.lesson}{_mark(project)}")
    return 0, document, "\n".join(lines)


def _told(preset: Preset) -> str:
    """The slides' test accuracy; of a preset beyond the slides its title."""
    return f"{preset.documented.test_accuracy:6.2f} %" if isinstance(preset, Project) else f"{preset.title:>8}"


def _mark(project: Project | None) -> str:
    return f"  ({CHOSEN_BY_TEST.text})" if project is not None and slides_chosen_by_test(project) else ""


def summary(arguments: argparse.Namespace) -> Result:
    """A design's layers as Keras prints them, behind them the activations that are not ReLU, and the totals; and why it
    cannot be trained, if it cannot."""
    experiment = read_design(arguments)
    parts = _buildable(experiment)
    layers = [
        {
            "kind": row.kind,
            "name": row.name,
            "output_shape": list(row.output_shape),
            "parameters": row.parameters,
            "activation": getattr(row.layer, "activation", None),
        }
        for row in parts.rows
    ]
    document = {
        "layers": layers,
        "total": parts.total,
        "trainable": parts.trainable,
        "non_trainable": parts.non_trainable,
    }
    errors = _errors(experiment, parts)
    document["problems"] = [{"title": one.title, "what": one.what} for one in errors]
    lines = [f"{'Layer (type)':<44}{'Output shape':<20}{'Param #':>12}"]
    for row in parts.rows:
        shape = " × ".join(map(str, row.output_shape))
        lines.append(f"{f'{row.name} ({row.kind})':<44}{shape:<20}{row.parameters:>12,}  {bend_of(row)}".rstrip())
    lines.append(f"Total {parts.total:,} · trainable {parts.trainable:,} · non-trainable {parts.non_trainable:,}")
    lines += [printable(f"This design cannot be trained. {one.title}. {one.what}") for one in errors]
    return 0, document, "\n".join(lines)


def _errors(experiment: Experiment, parts: Summary) -> list[Problem]:
    """What `train` refuses in a design that can be built, with its whole data set; room is this machine's matter."""
    sizes = usual_sizes(experiment.data)
    train, validation = (None, None) if sizes is None else (sizes[0], validation_images(sizes[1], experiment.training))
    found = problems(experiment, train, validation, summary=parts)
    return [problem for problem in found if problem.severity == "error"]


def export(arguments: argparse.Namespace) -> Result:
    """Writes a design as a Keras script or as a notebook, to a file or to stdout; or a run with its weights."""
    if arguments.format in TAKEN:
        return _export_run(arguments)
    kind = _export_kind(arguments.format, arguments.output)
    if arguments.run is not None:
        if arguments.as_in_slides:
            raise InputError(
                f"--as-in-slides belongs to {_WITH_PROTOCOL}, but --run was given; leave one of the two out."
            )
        experiment = read_run(open_place(), arguments.run).experiment
    else:
        experiment = read_design(arguments)
    _buildable(experiment)
    text = EXPORTS[kind](experiment)
    if arguments.output is None:
        return 0, {"text": text}, text.rstrip("\n")
    return _written(arguments.output, text.encode())


def _export_run(arguments: argparse.Namespace) -> Result:
    if arguments.run is None or arguments.output is None or arguments.as_in_slides:
        raise InputError(f"--format {arguments.format} takes a trained run; give --run RUN and --output FILE.")
    place = open_place()
    return _written(arguments.output, taken(place, read_run(place, arguments.run), arguments.format))


def _written(name: str, data: bytes) -> Result:
    output = Path(name)
    try:
        write_given(output, data)
    except OSError as error:
        why = why_not_written(output, error)
        raise InputError(f"{output} cannot be written ({why}); give --output a place that can.") from None
    except ValueError:
        raise InputError(f"--output is {name!r}, which cannot be a file's name.") from None
    return 0, {"output": str(output)}, f"Wrote {printable(str(output))}."


def _export_kind(format: str | None, output: str | None) -> str:
    """The key of EXPORTS given by the format, or else by the file's extension; the two must agree."""
    if output is None:
        return format or "py"
    ending = Path(output).suffix.lower().removeprefix(".")
    if format is None and ending not in EXPORTS:
        expected = " or ".join(f".{kind}" for kind in EXPORTS)
        raise InputError(f"--output is {output!r}; expected a file name that ends with {expected}.")
    if format is not None and ending != format:
        raise InputError(f"--output is {output!r}, but --format is {format}; expected a name that ends with .{format}.")
    return ending


def read_design(arguments: argparse.Namespace) -> Experiment:
    """The experiment given by --preset (as in the slides or not) or --spec; raises InputError with one sentence."""
    if arguments.preset is not None:
        try:
            preset = get(arguments.preset)
        except UnknownPresetError as error:
            raise InputError(str(error)) from None
        return _as_in_slides(preset) if arguments.as_in_slides else preset.experiment
    if arguments.as_in_slides:
        raise InputError(f"--as-in-slides belongs to {_WITH_PROTOCOL}, but --spec was given; leave one of the two out.")
    path = Path(arguments.spec)
    try:
        text = read_given(path, MAX_SPEC_BYTES + 1)
    except OSError as error:
        raise InputError(f"The spec file {path} cannot be read ({error.strerror}); expected a JSON file.") from None
    except ValueError:
        raise InputError(f"The spec file name {arguments.spec!r} cannot be used as one.") from None
    try:
        return from_json(text)
    except SpecError as error:
        raise InputError(f"{path}: {error}") from None


def _as_in_slides(preset: Preset) -> Experiment:
    if not isinstance(preset, Project):
        raise InputError(f"--as-in-slides belongs to {_WITH_PROTOCOL}; preset {preset.id} is in no slides.")
    if preset.as_in_slides is None:
        raise InputError(
            f"--as-in-slides belongs to {_WITH_PROTOCOL}; project {preset.id} is as in the slides without it."
        )
    return preset.as_in_slides


def _buildable(experiment: Experiment) -> Summary:
    parts = summarize(experiment)
    if parts.broken is not None:
        place, reason = parts.broken
        raise InputError(f"This network cannot be built: in {place}, {reason}. Take a pooling out.")
    return parts
