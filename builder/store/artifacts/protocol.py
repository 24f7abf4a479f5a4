"""What the product asks of whatever keeps the files of runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from builder.store.errors import StoreError

if TYPE_CHECKING:
    import numpy as np


class ArtifactError(StoreError):
    """A run's file that cannot be written or read."""


class ArtifactStore(Protocol):
    """The files of runs: weights, checkpoints and arrays.

    Every method raises ArtifactError for what is not the id of a run.
    """

    def folder(self, run_id: str) -> Path:
        """The folder in which the engine finds and leaves the run's weights, on the machine that asks.

        It need not exist yet.
        """

    def checkpoint(self, run_id: str) -> Path:
        """The same for what it takes to resume the run."""

    def remove_checkpoint(self, run_id: str) -> None:
        """Removes what it takes to resume, once the run has ended."""

    def keep_room(self, run_id: str) -> None:
        """Reserves room for the sentence that says that there is no more; raises ArtifactError without it."""

    def give_room(self, run_id: str) -> None:
        """Gives up what `keep_room` reserved."""

    def save_arrays(self, run_id: str, name: str, arrays: "Mapping[str, np.ndarray]") -> None:
        """Keeps these arrays of the run under `name`, such as "test_predictions", in place of those of before.

        They are there whole or not at all; raises ArtifactError.
        """

    def load_arrays(self, run_id: str, name: str) -> "dict[str, np.ndarray] | None":
        """What was saved under `name`, None where nothing was; raises ArtifactError where it cannot be read."""

    def remove(self, run_id: str) -> None:
        """Removes everything of the run that can be removed."""
