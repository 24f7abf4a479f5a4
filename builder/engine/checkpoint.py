"""Everything that decides how training continues, in one file: resumed training runs as if it had never stopped.

The file is a safetensors file: every variable of the model (weights, moving averages, the dropout generators'
states) and of the optimiser (moments, iterations), with the experiment and the epochs so far in its header, and a
checksum over all of it (`sealed.py`). The order of the images and their random changes follow from the seed and the
step, so they are not stored. Early stopping follows from the epochs. Within an epoch the metrics' sums so far are
stored too. Weights kept from an earlier epoch are in the bundle beside the file, and in the file as well: a process
killed between the two writes must not leave them inconsistent.
"""

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from builder.design.base import Value
from builder.design.document import SpecError, from_json
from builder.design.experiment import Experiment
from builder.engine.backend import keras
from builder.engine.errors import CheckpointError, DamagedCheckpointError, DamagedError, NotWrittenError
from builder.engine.files import make_folder, replace_file
from builder.engine.sealed import sealed, unsealed
from builder.progress.epoch import Epoch
from builder.progress.failure import NotWritten

CHECKPOINT_FILE = "checkpoint.safetensors"
#: In the run's folder: a checkpoint that was damaged, so that a person can look at it.
DAMAGED_FILE = "damaged_checkpoint.safetensors"
#: Incremented whenever a checkpoint's meaning changes; another version's checkpoint is refused, never guessed at.
CHECKPOINT_VERSION = 1
#: What a header holds besides the version. Another key is a damaged one.
_HEADER = {"experiment", "past"}


class Past(Value):
    """The training so far: whole epochs, and `step` steps of the current one, which took `epoch_seconds`.

    `seconds` is the whole training time so far; `anew` says that it began again after a checkpoint was damaged.
    """

    epochs: tuple[Epoch, ...] = ()
    seconds: float = 0.0
    step: int = 0
    epoch_seconds: float = 0.0
    anew: bool = False


@dataclass(frozen=True)
class Restored:
    """What a checkpoint holds besides the model's and the optimiser's state.

    `kept_weights` are those of an earlier epoch, if the run keeps such; `metrics` the sums over the current epoch, in
    the order of `model.metrics_variables`, empty between epochs.
    """

    past: Past = Past()
    kept_weights: dict[str, np.ndarray] = field(default_factory=dict)
    metrics: tuple[np.ndarray, ...] = ()


def save_checkpoint(
    model: keras.Model, experiment: Experiment, past: Past, kept_weights: dict[str, np.ndarray], folder: Path
) -> None:
    """Writes the checkpoint to a temporary file and renames it; raises NotWrittenError if it cannot be written."""
    header = {
        "version": str(CHECKPOINT_VERSION),
        "experiment": experiment.to_json(),
        "past": past.model_dump_json(exclude_defaults=True),
    }
    tensors = {name: np.asarray(variable) for name, variable in _state(model)}
    tensors |= {f"kept/{name}": array for name, array in kept_weights.items()}
    if past.step:
        tensors |= {f"metrics/{index:04d}": np.asarray(sums) for index, sums in enumerate(model.metrics_variables)}
    try:
        make_folder(folder)
        replace_file(folder / CHECKPOINT_FILE, *sealed(tensors, **header))
    except OSError as error:
        reason = str(error.strerror or error)
        raise NotWrittenError(NotWritten(what="checkpoint", folder=str(folder), reason=reason)) from error


def restore_checkpoint(model: keras.Model, experiment: Experiment, folder: Path) -> Restored:
    """Restores a built and compiled model from the checkpoint, except its metrics, which an epoch's start resets.

    Without a checkpoint the past is empty. Raises DamagedCheckpointError if the file is not what was written for this
    experiment, and CheckpointError if it is of another version; then nothing has changed.
    """
    path = folder / CHECKPOINT_FILE
    if not path.exists():
        return Restored()
    header, tensors = _read(path)
    version = header.pop("version", None)
    if version is not None and version != str(CHECKPOINT_VERSION):
        raise CheckpointError(
            f"{path.name} is a checkpoint of version {version[:20]}; this Model Builder goes on "
            f"from version {CHECKPOINT_VERSION}. Train it again from the start."
        )
    if version is None or header.keys() != _HEADER:
        raise DamagedCheckpointError(f"{path.name} is damaged: its header is not one of a checkpoint.")
    if not _is_of(header["experiment"], experiment):
        raise DamagedCheckpointError(f"{path.name} belongs to another experiment.")
    try:
        past = Past.model_validate_json(header["past"])
    except ValidationError:
        raise DamagedCheckpointError(f"{path.name} is damaged: its epochs cannot be read.") from None
    state = _state(model)
    kept_weights = _taken(tensors, "kept/")
    metrics = _taken(tensors, "metrics/")
    fits = tensors.keys() == {name for name, _ in state} and all(
        tensors[name].shape == tuple(variable.shape) and tensors[name].dtype == np.asarray(variable).dtype
        for name, variable in state
    )
    if not fits:
        raise DamagedCheckpointError(f"{path.name} does not fit the network that its experiment describes.")
    for name, variable in state:
        variable.assign(tensors[name])
    return Restored(past, kept_weights, tuple(metrics[name] for name in sorted(metrics)))


def put_aside(folder: Path, to: Path) -> None:
    """Moves a damaged checkpoint out of `folder` to the file `to`, in place of an earlier one there, if possible."""
    with contextlib.suppress(OSError):  # what stays where it was is replaced by the next checkpoint
        make_folder(to.parent)
        os.replace(folder / CHECKPOINT_FILE, to)


def _is_of(text: str, experiment: Experiment) -> bool:
    """Whether a checkpoint's design, perhaps in an older version's form, is this one, by whatever name."""
    try:
        return from_json(text).model_copy(update={"name": experiment.name}) == experiment
    except SpecError:
        return False


def remove_checkpoint(folder: Path) -> None:
    """Removes a checkpoint that is no longer needed, if there is one."""
    (folder / CHECKPOINT_FILE).unlink(missing_ok=True)


def _taken(tensors: dict[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    """Removes the tensors with that prefix, and returns them under names without it."""
    return {name.removeprefix(prefix): tensors.pop(name) for name in list(tensors) if name.startswith(prefix)}


def _state(model: keras.Model) -> list[tuple[str, keras.Variable]]:
    """Every variable that the next step reads, with a name that follows from its position alone."""
    variables = [("model", model.variables), ("optimizer", model.optimizer.variables)]
    return [(f"{part}/{index:04d}", variable) for part, found in variables for index, variable in enumerate(found)]


def _read(path: Path) -> tuple[dict[str, str], dict[str, np.ndarray]]:
    try:
        return unsealed(path.read_bytes())
    except OSError as error:
        raise CheckpointError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except DamagedError as error:
        raise DamagedCheckpointError(f"{path.name} is damaged: {error}.") from error
