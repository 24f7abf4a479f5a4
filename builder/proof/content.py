"""What a bundle holds, once everything in it has been checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pydantic import TypeAdapter, ValidationError

from builder.datasets.image_names import NAME_BYTES
from builder.datasets.table import how_it_differs
from builder.design.cost.summary import summarize
from builder.design.document import SpecError, from_json
from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch
from builder.proof import archive
from builder.proof.errors import RefusedError
from builder.proof.figures import can_be
from builder.proof.manifest import Manifest, read_manifest
from builder.proof.recorded import TEST, VALIDATION
from builder.proof.tensors import Header, read_header, read_tensors, read_weights
from builder.store.artifacts.judged_by import JudgedBy, judged_by
from builder.store.runs.claims import Claims, is_found_again
from builder.words.counts import count
from builder.words.numbers import plain_percent

_EPOCHS: TypeAdapter[tuple[Epoch, ...]] = TypeAdapter(tuple[Epoch, ...])
_NEEDED = (archive.EXPERIMENT, archive.CURVE, archive.WEIGHTS, archive.JUDGED_BY_FILE)
_DTYPES = {"labels": "U8", "probabilities": "F32", "indices": "I32"}


@dataclass(frozen=True)
class Content:
    """A run out of a file: its parts fit together. Whether its figures are true is not known.

    `predictions` are arrays by their name in the store, "test_predictions" and "validation_predictions".
    """

    manifest: Manifest
    experiment: Experiment
    epochs: tuple[Epoch, ...]
    weights: dict[str, np.ndarray]
    judged: JudgedBy
    predictions: dict[str, dict[str, np.ndarray]]


def read_content(data: bytes) -> Content:
    """The content of the bundle in `data`; raises RefusedError. Nothing in it is run, and nothing is written."""
    files = archive.unpack(data)
    manifest = read_manifest(files)
    for name in _NEEDED:
        if name not in files:
            raise RefusedError(f"it has no {name}")
    experiment = _experiment(files[archive.EXPERIMENT])
    summary = summarize(experiment)
    if summary.broken is not None:
        raise RefusedError(f"its network cannot be built: {summary.broken[1]}")
    epochs = _epochs(files[archive.CURVE], experiment, manifest)
    judged = _judged(files[archive.JUDGED_BY_FILE])
    classes = len(experiment.images.classes)
    expected = {archive.TEST_FILE: len(judged.test), archive.VALIDATION_FILE: len(judged.validation)}
    predictions = {
        name.removesuffix(".safetensors"): _predictions(files[name], name, images, classes)
        for name, images in expected.items()
        if name in files
    }
    _check_test(manifest.claims, predictions.get(TEST))
    _check_validation(epochs, manifest.kept_epoch, predictions.get(VALIDATION))
    weights = read_weights(files[archive.WEIGHTS], summary, archive.WEIGHTS)
    return Content(manifest, experiment, epochs, weights, judged, predictions)


def _experiment(data: bytes) -> Experiment:
    try:
        experiment = from_json(data)
    except SpecError as error:
        raise RefusedError(f"its design cannot be used: {str(error).rstrip('.')}") from None
    if (differs := how_it_differs(experiment.images)) is not None:
        raise RefusedError(f"its design {differs}")
    return experiment


def _epochs(data: bytes, experiment: Experiment, manifest: Manifest) -> tuple[Epoch, ...]:
    try:
        epochs = _EPOCHS.validate_json(data)
    except ValidationError:
        raise RefusedError(f"its {archive.CURVE} cannot be read") from None
    in_order = [epoch.epoch for epoch in epochs] == list(range(1, len(epochs) + 1))
    if not in_order or len(epochs) > experiment.training.epochs or not all(map(can_be, epochs)):
        raise RefusedError(f"its {archive.CURVE} is no curve of its design")
    if manifest.end_reason is not None and not can_be(manifest.end_reason):
        raise RefusedError("the end of its training that its manifest tells has numbers that cannot be")
    for number in (manifest.best_epoch, manifest.kept_epoch):
        if number is not None and number > len(epochs):
            raise RefusedError(f"it names epoch {number}, but its curve has {len(epochs)}")
    kept = None if manifest.kept_epoch is None else epochs[manifest.kept_epoch - 1].val_accuracy
    if manifest.claims.validation_accuracy != kept:
        raise RefusedError("its validation accuracy is not that of the epoch that it says is kept")
    return epochs


def _judged(data: bytes) -> JudgedBy:
    header = read_header(data, archive.JUDGED_BY_FILE)
    _check_types(header, archive.JUDGED_BY_FILE, {"validation": "U8", "test": "U8", "weights": "U8"})
    try:
        judged = judged_by(read_tensors(data, archive.JUDGED_BY_FILE))
    except ValueError:
        judged = None
    if judged is None or not len(judged.validation) or header.bytes > archive.LIMITS[archive.JUDGED_BY_FILE]:
        raise RefusedError(f"{archive.JUDGED_BY_FILE} in it does not name images by {NAME_BYTES} bytes each")
    return judged


def _predictions(data: bytes, name: str, images: int, classes: int) -> dict[str, np.ndarray]:
    """Predictions for each of the images that are named."""
    header = read_header(data, name)
    _check_types(header, name, _DTYPES)
    shapes = {key: shape for key, (_, shape) in header.tensors.items()}
    expected = {"labels": (images,), "probabilities": (images, classes), "indices": (images,)}
    if not {"labels", "probabilities"} <= shapes.keys() or any(shapes[key] != expected[key] for key in shapes):
        raise RefusedError(f"{name} in it does not hold predictions for {count(images, 'image')} and {classes} classes")
    arrays = read_tensors(data, name)
    said = arrays["probabilities"]
    if images and (arrays["labels"].max() >= classes or not ((said >= 0) & (said < 1.001)).all()):
        raise RefusedError(f"{name} in it holds labels or probabilities that cannot be")
    return arrays


def _check_types(header: Header, name: str, types: Mapping[str, str]) -> None:
    for key, (dtype, _) in header.tensors.items():
        if types.get(key) != dtype:
            raise RefusedError(f"{name} in it holds other arrays than {', '.join(types)}")


def _check_test(claims: Claims, predictions: dict[str, np.ndarray] | None) -> None:
    """The claimed test accuracy is that of the predictions that come with it."""
    if (claims.test_count is None) != (claims.test_accuracy is None) or (predictions is None) != (
        claims.test_count is None
    ):
        raise RefusedError("a test accuracy comes with its count and its predictions, which are not all in it")
    if predictions is None:
        return
    right, images = right_answers(predictions)
    if images != claims.test_count or abs(right / images - (claims.test_accuracy or 0)) > 1e-9:
        raise RefusedError("its predictions give another test accuracy than the one that it claims")


def _check_validation(
    epochs: tuple[Epoch, ...], kept_epoch: int | None, predictions: dict[str, np.ndarray] | None
) -> None:
    """The curve has the validation accuracy of the predictions that come with it, which are those of the kept weights,
    at the epoch that is kept; at the last one where none is named, as pages show it."""
    if predictions is None or not epochs:
        return
    epoch = epochs[(kept_epoch or len(epochs)) - 1]
    right, images = right_answers(predictions)
    if not is_found_again(epoch.val_accuracy, right, images):
        raise RefusedError(
            f"its predictions give a validation accuracy of {plain_percent(right / images)}, and its curve claims "
            f"{plain_percent(epoch.val_accuracy)} for epoch {epoch.epoch}, which is kept"
        )


def right_answers(predictions: Mapping[str, np.ndarray]) -> tuple[int, int]:
    """How many of the images have their label as the most probable class, and how many images there are."""
    right = predictions["probabilities"].argmax(axis=1) == predictions["labels"]
    return int(right.sum()), len(right)


def epochs_json(epochs: tuple[Epoch, ...]) -> bytes:
    """The curve as a bundle holds it."""
    return json.dumps([epoch.model_dump() for epoch in epochs], indent=1).encode()
