"""Which images judged a run, by their names, and which weights they judged: kept when the run ends."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from builder.store.artifacts.protocol import ArtifactError, ArtifactStore

if TYPE_CHECKING:
    import numpy as np

NAME = "judged_by"
_DIGEST_BYTES = 32


class JudgedBy(NamedTuple):
    """`validation` and `test`: the names of the images (`datasets.image_names`), uint8 (N, NAME_BYTES), in their order.

    `weights` is the `weights_digest` of the kept weights, uint8 (32,); None for a run from before it was recorded.
    """

    validation: "np.ndarray"
    test: "np.ndarray"
    weights: "np.ndarray | None"

    def arrays(self) -> dict[str, "np.ndarray"]:
        """What is known, by name, as it is saved."""
        return {name: array for name, array in self._asdict().items() if array is not None}


def weights_digest(weights: Mapping[str, "np.ndarray"]) -> "np.ndarray":
    """The SHA-256 of all weights with their names and shapes, uint8 (32,)."""
    import numpy as np

    digest = hashlib.sha256()
    for name in sorted(weights):
        array = np.ascontiguousarray(weights[name])
        digest.update(f"{name} {array.dtype} {array.shape}\n".encode() + array.tobytes())
    return np.frombuffer(digest.digest(), np.uint8)


def save_judged_by(store: ArtifactStore, run_id: str, judged: JudgedBy) -> None:
    """Saves the names and the digest; raises ArtifactError."""
    store.save_arrays(run_id, NAME, judged.arrays())


def load_judged_by(store: ArtifactStore, run_id: str) -> JudgedBy | None:
    """What was saved; None for a run from before this was kept. Raises ArtifactError if it is damaged."""
    arrays = store.load_arrays(run_id, NAME)
    if arrays is None:
        return None
    try:
        return judged_by(arrays)
    except ValueError:
        raise ArtifactError(f"The names of the images that judged run {run_id} cannot be read.") from None


def judged_by(arrays: Mapping[str, "np.ndarray"]) -> JudgedBy:
    """The value in these arrays; raises ValueError for any other arrays."""
    from builder.datasets.image_names import NAME_BYTES

    if not {"validation", "test"} <= arrays.keys() <= {"validation", "test", "weights"}:
        raise ValueError("expected validation, test and weights")
    for array in (arrays["validation"], arrays["test"]):
        if array.dtype != "uint8" or array.ndim != 2 or array.shape[1] != NAME_BYTES:
            raise ValueError(f"expected names uint8 (N, {NAME_BYTES})")
    weights = arrays.get("weights")
    if weights is not None and (weights.dtype != "uint8" or weights.shape != (_DIGEST_BYTES,)):
        raise ValueError(f"expected a digest uint8 ({_DIGEST_BYTES},)")
    return JudgedBy(arrays["validation"], arrays["test"], weights)
