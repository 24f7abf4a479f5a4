"""The product's own format for a trained network: a folder with spec.json and weights.safetensors.

Reading one runs no code from its author. The names, shapes and type of all weights follow from the spec,
and are checked before any weight is used, and so is the file's checksum. Weights are float32; a bundle that is to be
small may hold kernels in half precision (`halved`), which are read as float32.
"""

from pathlib import Path

import numpy as np

import builder.datasets.sources  # noqa: F401 - designs of version 1 name their data set by a word
from builder.design.cost.summary import summarize
from builder.design.document import MAX_SPEC_BYTES, SpecError, from_json
from builder.design.experiment import Experiment
from builder.engine.backend import keras
from builder.engine.build import build_model
from builder.engine.errors import BundleError, DamagedError, NotWrittenError
from builder.engine.files import make_folder, replace_file
from builder.engine.folder import SPEC_FILE, WEIGHTS_FILE
from builder.engine.sealed import sealed, unsealed
from builder.progress.failure import NotWritten

#: Room for safetensors' list of names and shapes; about 100 bytes for each of at most some 200 weights.
MAX_HEADER_BYTES = 100_000


def save_bundle(model: keras.Model, experiment: Experiment, folder: Path) -> None:
    """Writes the bundle; a concurrent reader sees each file old or new, never partly written.

    Raises NotWrittenError if the disk is full or read-only.
    """
    write_bundle(weights_of(model), experiment, folder)


def write_bundle(weights: dict[str, np.ndarray], experiment: Experiment, folder: Path) -> None:
    """Writes a bundle of weights that `weights_of` gave; raises NotWrittenError as `save_bundle` does."""
    try:
        make_folder(folder)
        replace_file(folder / SPEC_FILE, experiment.to_json(indent=2).encode())
        replace_file(folder / WEIGHTS_FILE, *sealed(weights))
    except OSError as error:
        reason = str(error.strerror or error)
        raise NotWrittenError(NotWritten(what="weights", folder=str(folder), reason=reason)) from error


def halved(weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same with all that is more than a vector in half precision: float16 has no room for a small variance, and
    vectors take next to none."""
    return {name: array.astype(np.float16) if array.ndim > 1 else array for name, array in weights.items()}


def load_bundle(folder: Path, precision: str = "float32") -> tuple[Experiment, keras.Model]:
    """The experiment and its model with the kept weights, which computes in `precision`; it is not compiled.

    Raises BundleError with a sentence if anything is missing, damaged or does not fit.
    """
    experiment = _read_spec(folder / SPEC_FILE)
    summary = summarize(experiment)
    if summary.broken is not None:
        raise BundleError(f"The design saved with the weights cannot be built: {summary.broken[1]}.")
    data = _read(folder / WEIGHTS_FILE, limit=4 * summary.total + MAX_HEADER_BYTES)
    weights = _parse(data, folder / WEIGHTS_FILE)
    model = build_model(experiment, precision)
    _assign(model, weights, folder / WEIGHTS_FILE)
    return experiment, model


def load_weights(model: keras.Model, folder: Path) -> None:
    """Gives `model` the weights of a bundle with the same network; raises BundleError as `load_bundle` does."""
    _assign(model, read_weights(model, folder), folder / WEIGHTS_FILE)


def read_weights(model: keras.Model, folder: Path) -> dict[str, np.ndarray]:
    """The weights in the bundle of a network like `model`, unchecked; raises BundleError if there are none."""
    path = folder / WEIGHTS_FILE
    return _parse(_read(path, limit=4 * model.count_params() + MAX_HEADER_BYTES), path)


def weights_of(model: keras.Model) -> dict[str, np.ndarray]:
    """A copy of every weight by the name that it has in a bundle, such as "conv2d_1/kernel"."""
    return {name: np.asarray(variable).copy() for name, variable in _named_weights(model)}


def _named_weights(model: keras.Model) -> list[tuple[str, keras.Variable]]:
    """Every weight as ("conv2d_1/kernel", variable)."""
    return [(f"{layer.name}/{variable.name}", variable) for layer in model.layers for variable in layer.weights]


def _read_spec(path: Path) -> Experiment:
    try:
        return from_json(_read(path, limit=MAX_SPEC_BYTES))
    except SpecError as error:
        raise BundleError(f"The design saved with the weights cannot be read: {error}") from error


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise BundleError(f"There are no saved weights: {path.name} is missing.") from None
    except OSError as error:
        raise BundleError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    if len(data) > limit:
        raise BundleError(f"{path.name} is larger than the {limit:,} bytes that its design needs; it is not used.")
    return data


def _parse(data: bytes, path: Path) -> dict[str, np.ndarray]:
    try:
        header, weights = unsealed(data)
    except DamagedError as error:
        raise BundleError(f"{path.name} is damaged ({error}); its weights are not used.") from error
    if header:  # nothing but a checksum is written there: one whose name is damaged would go unread
        raise BundleError(f"{path.name} is damaged: its header holds more than a checksum; its weights are not used.")
    return {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in weights.items()}


def _assign(model: keras.Model, weights: dict[str, np.ndarray], path: Path) -> None:
    """Checks every weight, then assigns them all."""
    named = _named_weights(model)
    expected, given = {name for name, _ in named}, set(weights)
    if expected != given:
        odd = sorted(expected ^ given)[0]
        raise BundleError(
            f"{path.name} does not belong to its design: the weights {'lack' if odd in expected else 'hold'} {odd!r}."
        )
    for name, variable in named:
        array = weights[name]
        if array.dtype != np.float32 or array.shape != tuple(variable.shape):
            raise BundleError(
                f"{path.name} does not belong to its design: {name} is {array.dtype} {array.shape}, "
                f"expected float32 {tuple(variable.shape)}."
            )
        if not np.isfinite(array).all():
            raise BundleError(f"{path.name} cannot be used: {name} holds numbers that are not finite.")
    for name, variable in named:
        variable.assign(weights[name])
