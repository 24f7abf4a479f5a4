"""Keeps what was measured of the parts of a run's network."""

from typing import TYPE_CHECKING

from builder.design.cost.maps import block_ends
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.progress.parts import Parts
from builder.store.artifacts.protocol import ArtifactError, ArtifactStore

if TYPE_CHECKING:
    import numpy as np

NAME = "parts"


def save_parts(store: ArtifactStore, run_id: str, parts: Parts) -> None:
    """Saves what was measured; raises ArtifactError."""
    import numpy as np

    store.save_arrays(
        run_id, NAME, {name: np.atleast_1d(np.array(value, np.float64)) for name, value in parts._asdict().items()}
    )


def load_parts(store: ArtifactStore, run_id: str, experiment: Experiment) -> Parts | None:
    """What was measured of the run, None if nothing was, or of another design; raises ArtifactError if damaged."""
    arrays = store.load_arrays(run_id, NAME)
    if arrays is None:
        return None
    try:
        parts = Parts(
            images=int(arrays["images"][0]),
            accuracy=float(arrays["accuracy"][0]),
            **{name: _numbers(arrays[name]) for name in ("halved", "zeroed", "shuffled", "without_channel", "seconds")},
        )
    except (KeyError, IndexError, TypeError, ValueError):
        raise ArtifactError(
            f"What was measured of the parts of run {run_id} cannot be read; measure it again."
        ) from None
    summary = summarize(experiment)
    ends = len(block_ends(summary))
    found = (len(parts.halved), len(parts.zeroed), len(parts.shuffled), len(parts.without_channel), len(parts.seconds))
    return parts if found == (ends, ends, ends, experiment.images.shape[-1], len(summary.rows)) else None


def _numbers(array: "np.ndarray") -> tuple[float, ...]:
    return tuple(float(number) for number in array)
