"""Commands about what a run's network says of its validation or test images: analyse, predictions."""

import argparse
import io
from pathlib import Path

from builder import jobs
from builder.analysis.calibration import Bin, Calibration, calibration
from builder.analysis.coach import Observation
from builder.analysis.confusion import Confusion, confusion, most_confused
from builder.analysis.doubtful import Doubtful, doubtful_labels
from builder.cli.asking import answer_to
from builder.cli.errors import InputError
from builder.cli.files import write_output
from builder.cli.identity import command_line_owner
from builder.cli.place import Place, open_place, read_run
from builder.cli.result import Result
from builder.datasets.held_out import held_out_indices
from builder.datasets.images import DatasetError
from builder.design.data import HeldOut
from builder.proof.happened import happened
from builder.statistics.predictions import Predictions
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import has_predictions, load_predictions
from builder.store.board.marks import marks_of, meanings
from builder.store.runs.records import Run
from builder.words.coach import TITLES, sentence
from builder.words.counts import count
from builder.words.doubtful import how_much_to_believe, is_too_weak
from builder.words.inert import printable
from builder.words.marks import texts

#: How many doubtful labels are printed for people; the document has all.
SHOWN = 10


def analyse(arguments: argparse.Namespace) -> Result:
    """Where the network errs, how sure it may be, which labels are doubtful, and what the coach says of the curve."""
    place = open_place()
    run = read_run(place, arguments.run)
    predictions = _with_indices(place, run, "test" if arguments.test else "validation")
    validation = None if arguments.test else predictions
    if arguments.test and jobs.why_no_validation_predictions(run) is None:
        validation = _predictions(place, run, "validation")  # which alone say the temperature
    found = confusion(predictions)
    sure = calibration(predictions, jobs.temperature_of(place.settings, run))
    doubtful = doubtful_labels(predictions)
    told = happened(*place, run, validation)
    names = run.experiment.images.classes
    assert predictions.indices is not None
    document = {
        "count": found.total,
        "accuracy": found.accuracy,
        "classes": [{"name": name, **score._asdict()} for name, score in zip(names, found.scores, strict=True)],
        "confusion": found.counts.tolist(),
        "calibration": _calibration_document(sure),
        "doubtful": [_doubtful_document(one, predictions.indices.tolist(), names) for one in doubtful],
        "coach": [_coach_document(observation) for observation in told],
        "marks": texts(marks_of(run)),
    }
    return 0, document, _text(run, found, sure, doubtful, predictions.indices.tolist(), told)


def predictions(arguments: argparse.Namespace) -> Result:
    """Writes the predictions for each image as an .npz file."""
    import numpy as np

    output = Path(arguments.output)
    if output.suffix.lower() != ".npz":
        raise InputError(f"--output is {arguments.output!r}; expected a file name that ends with .npz.")
    place = open_place()
    kind: HeldOut = "test" if arguments.test else "validation"
    found = _with_indices(place, read_run(place, arguments.run), kind)
    assert found.indices is not None
    file = io.BytesIO()
    np.savez(file, indices=found.indices, labels=found.labels, probabilities=found.probabilities)
    write_output(output, file.getvalue())
    document = {"output": str(output), "count": len(found.labels)}
    return 0, document, f"Wrote the predictions for {len(found.labels):,} {kind} images into {printable(str(output))}."


def _with_indices(place: Place, run: Run, kind: HeldOut) -> Predictions:
    """The run's predictions with their indices, which older versions did not keep."""
    found = _predictions(place, run, kind)
    if found.indices is not None:
        return found
    try:
        return found._replace(indices=held_out_indices(run.experiment, kind, place.settings))
    except DatasetError as error:
        raise InputError(str(error)) from None


def _predictions(place: Place, run: Run, kind: HeldOut) -> Predictions:
    """The stored predictions; those of validation images are made where there are none. Raises InputError."""
    try:
        if kind == "validation" and not has_predictions(artifacts_of(place.settings), run.id, kind):
            task = jobs.request_validation_predictions(*place, run.id, command_line_owner(*place))
            answer_to(place, task, "The validation images were not classified; try again.")
        return load_predictions(artifacts_of(place.settings), run.id, kind)
    except (jobs.SubmitError, ArtifactError) as error:
        raise InputError(str(error)) from None


def _calibration_document(found: Calibration) -> dict[str, object]:
    return {
        "ece": found.ece,
        "temperature": found.temperature,
        "ece_after": found.ece_after,
        "bins": _bins_document(found.bins),
        "bins_after": None if found.bins_after is None else _bins_document(found.bins_after),
    }


def _bins_document(bins: tuple[Bin, ...]) -> list[dict[str, object]]:
    """Ten of {"low", "high", "count", "confidence", "accuracy"}; the last two are null for a bin without images."""
    return [
        {
            "low": one.low,
            "high": one.high,
            "count": one.images,
            "confidence": one.confidence,
            "accuracy": one.accuracy,
        }
        for one in bins
    ]


def _doubtful_document(one: Doubtful, indices: list[int], names: tuple[str, ...]) -> dict[str, object]:
    return {
        "number": one.place + 1,
        "index": indices[one.place],
        "given": names[one.given],
        "suggested": names[one.suggested],
        "probability": one.probability,
    }


def _coach_document(observation: Observation) -> dict[str, object]:
    return {
        "kind": observation.kind,
        "sentence": sentence(observation),
        "numbers": observation.numbers,
        "epochs": list(observation.epochs),
        "project": observation.project,
    }


def _text(
    run: Run,
    found: Confusion,
    sure: Calibration,
    doubtful: tuple[Doubtful, ...],
    indices: list[int],
    told: tuple[Observation, ...],
) -> str:
    names = [printable(name) for name in run.experiment.images.classes]
    wide = max(map(len, names))
    lines = [f"{found.total:,} images, accuracy {found.accuracy:.2%}"]
    lines += [f"{'':<{wide}}  precision  recall      F1  support"]
    lines += [
        f"{name:<{wide}}  {score.precision:>9.3f}  {score.recall:>6.3f}  {score.f1:>6.3f}  {score.support:>7,}"
        for name, score in zip(names, found.scores, strict=True)
    ]
    lines += [
        f"{names[pair.first]} taken for {names[pair.second]} {pair.forth:,} times, the reverse {pair.back:,} times"
        for pair in most_confused(found)
    ]
    after = "" if sure.ece_after is None else f"; {sure.ece_after:.4f} with a temperature of {sure.temperature:.3f}"
    lines += [f"expected calibration error {sure.ece:.4f}{after}"]
    doubts = "" if is_too_weak(found.accuracy) else f"{count(len(doubtful), 'doubtful label')}. "
    lines += [f"{doubts}{how_much_to_believe(found.accuracy)}"]
    lines += [
        f"  number {one.place + 1}, index {indices[one.place]}: "
        f"given {names[one.given]}, suggested {names[one.suggested]} ({one.probability:.1%})"
        for one in (() if is_too_weak(found.accuracy) else doubtful[:SHOWN])
    ]
    lines += [f"{TITLES[observation.kind]}: {printable(sentence(observation))}" for observation in told]
    return "\n".join(lines + [printable(f"{run.name}: {told}") for told in meanings(run, None)])
