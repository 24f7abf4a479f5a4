"""A run's files: one folder a run, holding its weights (the engine's bundle) and its test predictions."""

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from builder.settings import Settings
from builder.statistics.predictions import Predictions
from builder.store.errors import StoreError, one_line
from builder.store.ids import is_id, new_id

if TYPE_CHECKING:
    import numpy as np

PREDICTIONS_FILE = "test_predictions.safetensors"
#: Beside a checkpoint: room for a few of the database's pages and its journal.
ROOM_FILE = "room"
ROOM_BYTES = 200_000


class ArtifactError(StoreError):
    """A run's file that cannot be written or read."""


def folder_of(settings: Settings, run_id: str) -> Path:
    """The run's folder, which need not exist yet; raises ArtifactError unless `run_id` has an id's form."""
    if not is_id(run_id):
        raise ArtifactError(f"{one_line(run_id, 40)!r} is not the id of a run; expected eight letters and digits.")
    return settings.artifacts / run_id


def save_predictions(settings: Settings, run_id: str, labels: "np.ndarray", probabilities: "np.ndarray") -> Path:
    """Keeps the test predictions: labels (N,), probabilities (N, 10). The file appears whole or not at all."""
    import numpy as np
    from safetensors.numpy import save

    labels = np.ascontiguousarray(labels, dtype=np.uint8)
    probabilities = np.ascontiguousarray(probabilities, dtype=np.float32)
    _check(labels, probabilities)
    folder = folder_of(settings, run_id)
    file = folder / PREDICTIONS_FILE
    aside = folder / f"{PREDICTIONS_FILE}.{new_id()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as stream:
            stream.write(save({"labels": labels, "probabilities": probabilities}))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, file)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise ArtifactError(
            f"The test predictions of run {run_id} could not be saved ({error.strerror or error}). "
            "Delete files or old runs, or set BUILDER_HOME to another folder."
        ) from error
    return file


def load_predictions(settings: Settings, run_id: str) -> Predictions:
    """The run's test predictions; raises ArtifactError when there are none or the file is damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    file = folder_of(settings, run_id) / PREDICTIONS_FILE
    try:
        arrays = load(file.read_bytes())
        predictions = Predictions(arrays["labels"], arrays["probabilities"])
        _check(*predictions)
    except FileNotFoundError:
        raise ArtifactError(
            f"Run {run_id} has no test predictions: it has not been measured on the test set."
        ) from None
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ArtifactError(
            f"The test predictions of run {run_id} cannot be read ({one_line(str(error), 200)})."
        ) from None
    return predictions


def checkpoint_folder(settings: Settings, run_id: str) -> Path:
    """Where the run's process leaves what it takes to go on; raises ArtifactError as `folder_of` does."""
    return folder_of(settings, run_id) / "checkpoint"


def keep_room(settings: Settings, run_id: str) -> None:
    """Reserves room on the disk for the sentence that says that the disk is full; raises ArtifactError without it."""
    try:
        folder = checkpoint_folder(settings, run_id)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ROOM_FILE).write_bytes(os.urandom(ROOM_BYTES))  # nothing that a disk could compress
    except OSError as error:
        raise ArtifactError(
            f"There is no room for the files of run {run_id} ({error.strerror or error}). "
            "Delete files or old runs, or set BUILDER_HOME to another folder."
        ) from error


def give_room(settings: Settings, run_id: str) -> None:
    """Gives up what `keep_room` reserved."""
    with contextlib.suppress(OSError):
        (checkpoint_folder(settings, run_id) / ROOM_FILE).unlink(missing_ok=True)


def remove_checkpoint(settings: Settings, run_id: str) -> None:
    """Removes what it takes to go on, once the run has ended."""
    shutil.rmtree(checkpoint_folder(settings, run_id), ignore_errors=True)


def remove(settings: Settings, run_id: str) -> None:
    """Removes the run's folder, if there is one; what another program holds open may stay behind."""
    shutil.rmtree(folder_of(settings, run_id), ignore_errors=True)


def _check(labels: "np.ndarray", probabilities: "np.ndarray") -> None:
    expected = f"labels (N,) uint8 and probabilities (N, 10) float32, not {labels.shape} {labels.dtype}"
    if labels.ndim != 1 or probabilities.shape != (len(labels), 10):
        raise ValueError(f"expected {expected} and {probabilities.shape} {probabilities.dtype}")
    if labels.dtype != "uint8" or probabilities.dtype != "float32":
        raise ValueError(f"expected {expected} and {probabilities.shape} {probabilities.dtype}")
