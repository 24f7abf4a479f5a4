"""A run's predictions for every test image, saved when the test set was read."""

from typing import TYPE_CHECKING

from builder.statistics.predictions import Predictions
from builder.store.artifacts.protocol import ArtifactError, ArtifactStore
from builder.store.errors import one_line

if TYPE_CHECKING:
    import numpy as np

NAME = "test_predictions"


def save_predictions(store: ArtifactStore, run_id: str, labels: "np.ndarray", probabilities: "np.ndarray") -> None:
    """Saves the test predictions: labels (N,), probabilities (N, classes); raises ArtifactError."""
    import numpy as np

    labels = np.ascontiguousarray(labels, dtype=np.uint8)
    probabilities = np.ascontiguousarray(probabilities, dtype=np.float32)
    _check(labels, probabilities)
    store.save_arrays(run_id, NAME, {"labels": labels, "probabilities": probabilities})


def load_predictions(store: ArtifactStore, run_id: str) -> Predictions:
    """The run's test predictions; raises ArtifactError if there are none or they are damaged."""
    arrays = store.load_arrays(run_id, NAME)
    if arrays is None:
        raise ArtifactError(f"Run {run_id} has no test predictions: it has not been measured on the test set.")
    try:
        predictions = Predictions(arrays["labels"], arrays["probabilities"])
        _check(*predictions)
    except (KeyError, ValueError) as error:
        reason = one_line(str(error), 200)
        raise ArtifactError(f"The test predictions of run {run_id} cannot be read ({reason}).") from None
    return predictions


def _check(labels: "np.ndarray", probabilities: "np.ndarray") -> None:
    """Raises ValueError unless every label is one of the classes that the rows have probabilities for."""
    said = f"{labels.shape} {labels.dtype} and {probabilities.shape} {probabilities.dtype}"
    expected = f"expected labels (N,) uint8 and probabilities (N, classes) float32, not {said}"
    if labels.ndim != 1 or probabilities.ndim != 2 or len(probabilities) != len(labels):
        raise ValueError(expected)
    if labels.dtype != "uint8" or probabilities.dtype != "float32":
        raise ValueError(expected)
    if len(labels) and labels.max() >= probabilities.shape[1]:
        raise ValueError(f"expected labels below the number of classes, {probabilities.shape[1]}, not {labels.max()}")
