"""The last used networks stay loaded, so that only the first task of a run waits for its weights."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from builder.engine.folder import WEIGHTS_FILE, Version, version_of
from builder.jobs.retry import patiently
from builder.jobs.tasks.kind import Refused
from builder.settings import Settings
from builder.shipped.network import SHIPPED_ID, ShippedError, is_shipped, shipped_network
from builder.store.artifacts import artifacts_of
from builder.store.runs import records
from builder.store.runs.records import Run
from builder.store.tasks import Task

if TYPE_CHECKING:
    import numpy as np

    from builder.engine.backend import keras

#: Networks kept in memory: the course's have 8 MB of weights at most; a dense layer without pooling before it, 500 MB.
LOADED_MODELS = 3


#: The parameter of a task about a network that is no run of the database, and so cannot be its `run_id`.
NETWORK = "network"
#: Another: where the one that is meant is. The process may have begun while the app had another.
FOLDER = "folder"


def as_asked(settings: Settings, task: Task) -> Settings:
    """The settings with the network that came with the app of whoever asks, where the task is about that one."""
    if task.parameters.get(NETWORK) != SHIPPED_ID or FOLDER not in task.parameters:
        return settings
    return settings.model_copy(update={"shipped": Path(task.parameters[FOLDER])})


def run_of(settings: Settings, db: Engine, task: Task) -> Run:
    """The run that the task is about; raises Refused if it names none, and RunNotFoundError."""
    if task.run_id is None and task.parameters.get(NETWORK) == SHIPPED_ID:
        return _shipped(settings)
    if task.run_id is None:
        raise Refused("No run was named; choose one.")
    return patiently(records.get_run, db, task.run_id)


def _shipped(settings: Settings) -> Run:
    try:
        shipped = shipped_network(settings)
    except ShippedError as error:
        raise Refused(str(error)) from None
    if shipped is None:
        raise Refused("The network that came with the app is not there any more; choose another.")
    return shipped.run


def network_of(settings: Settings, run: Run, precision: str = "float32") -> "keras.Model":
    """The run's network with its kept weights, computing in this number format; raises Refused and BundleError."""
    if not run.has_weights:
        raise Refused(f"“{run.name}” has no saved weights; a network can be used after its first epoch.")
    folder = settings.shipped if is_shipped(run) else artifacts_of(settings).folder(run.id)
    try:
        written = version_of((folder / WEIGHTS_FILE).stat())
    except OSError:
        written = None  # load_bundle says what is wrong
    return _load(folder, written, precision)


def picture_of(task: Task, run: Run, model: "keras.Model") -> "np.ndarray":
    """The picture that came with the task, uint8 (height, width, channels) as the run's network takes it.

    Raises Refused if there is none, or one of another size.
    """
    import numpy as np

    if task.picture is None:
        raise Refused("There is no picture to look at; choose one again.")
    taken = tuple(model.input_shape[1:])
    if task.picture.shape != taken:
        raise Refused(
            f"The picture is {_size(task.picture.shape)}; “{run.name}” takes pictures of {_size(taken)}. "
            "Choose the picture again with this network."
        )
    return np.frombuffer(task.picture.pixels, np.uint8).reshape(taken)


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(str(side) for side in shape)


@lru_cache(maxsize=LOADED_MODELS)
def _load(folder: Path, written: Version | None, precision: str) -> "keras.Model":
    """The network in `folder`; `written`, the version of its weights, makes others load anew, as of a running run."""
    from builder.engine.bundle import load_bundle

    _, model = load_bundle(folder, precision)
    return model
