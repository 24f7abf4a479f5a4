"""A run's predictions for every validation image and for every test image.

Those for validation images are saved when training has ended, those for test images when the test set was read. A run
that was stopped, or that an older version trained, has none for validation images until somebody asks for them:
`jobs.request_validation_predictions`.
"""

from typing import TYPE_CHECKING

from builder.design.data import HeldOut
from builder.statistics.predictions import Predictions
from builder.store.artifacts.protocol import ArtifactError, ArtifactStore
from builder.store.errors import one_line

if TYPE_CHECKING:
    import numpy as np

#: What is said where there are none.
_NONE = {
    "validation": "its validation images have not been looked at since it ended",
    "test": "it has not been measured on the test set",
}


def save_predictions(
    store: ArtifactStore,
    run_id: str,
    kind: HeldOut,
    labels: "np.ndarray",
    probabilities: "np.ndarray",
    indices: "np.ndarray | None" = None,
) -> None:
    """Saves the predictions of these images: labels (N,), probabilities (N, classes), indices (N,) as `Predictions`
    says; raises ArtifactError."""
    import numpy as np

    labels = np.ascontiguousarray(labels, dtype=np.uint8)
    probabilities = np.ascontiguousarray(probabilities, dtype=np.float32)
    indices = None if indices is None else np.ascontiguousarray(indices, dtype=np.int32)
    _check(Predictions(labels, probabilities, indices))
    arrays = {"labels": labels, "probabilities": probabilities}
    store.save_arrays(run_id, predictions_name(kind), arrays if indices is None else arrays | {"indices": indices})


def load_predictions(store: ArtifactStore, run_id: str, kind: HeldOut) -> Predictions:
    """The run's predictions of these images; raises ArtifactError if there are none or they are damaged."""
    arrays = store.load_arrays(run_id, predictions_name(kind))
    if arrays is None:
        raise ArtifactError(f"Run {run_id} has no {kind} predictions: {_NONE[kind]}.")
    try:
        predictions = Predictions(arrays["labels"], arrays["probabilities"], arrays.get("indices"))
        _check(predictions)
    except (KeyError, ValueError) as error:
        reason = one_line(str(error), 200)
        raise ArtifactError(f"The {kind} predictions of run {run_id} cannot be read ({reason}).") from None
    return predictions


def has_predictions(store: ArtifactStore, run_id: str, kind: HeldOut) -> bool:
    """Whether these predictions are saved; reads no file. Raises ArtifactError for what is no run's id."""
    return predictions_saved_at(store, run_id, kind) is not None


def predictions_saved_at(store: ArtifactStore, run_id: str, kind: HeldOut) -> int | None:
    """A number that changes when they are saved anew, for caches; None if there are none. Reads no file.

    Raises ArtifactError for what is no run's id.
    """
    return store.saved_at(run_id, predictions_name(kind))


def predictions_name(kind: HeldOut) -> str:
    """What the arrays of these predictions are called in the store, and with their ending as a file."""
    return f"{kind}_predictions"


def _check(predictions: Predictions) -> None:
    """Raises ValueError unless every label is one of the classes that the rows have probabilities for."""
    labels, probabilities, indices = predictions
    said = f"{labels.shape} {labels.dtype} and {probabilities.shape} {probabilities.dtype}"
    expected = f"expected labels (N,) uint8 and probabilities (N, classes) float32, not {said}"
    if labels.ndim != 1 or probabilities.ndim != 2 or len(probabilities) != len(labels):
        raise ValueError(expected)
    if labels.dtype != "uint8" or probabilities.dtype != "float32":
        raise ValueError(expected)
    if len(labels) and labels.max() >= probabilities.shape[1]:
        raise ValueError(f"expected labels below the number of classes, {probabilities.shape[1]}, not {labels.max()}")
    if indices is not None and (indices.shape != labels.shape or indices.dtype != "int32"):
        raise ValueError(f"expected indices {labels.shape} int32, not {indices.shape} {indices.dtype}")
