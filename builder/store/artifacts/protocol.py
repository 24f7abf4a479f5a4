"""The interface to whatever stores the files of runs."""

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

    Every method raises ArtifactError for a text that is not a run's id.
    """

    def folder(self, run_id: str) -> Path:
        """The folder where the engine reads and writes the run's weights, on the calling machine.

        It need not exist yet.
        """

    def has(self, run_id: str) -> bool:
        """Whether there are any files of the run here."""

    def run_ids(self) -> tuple[str, ...]:
        """The ids of the runs that have a folder here, in order."""

    def checkpoint(self, run_id: str) -> Path:
        """The same for the run's checkpoint."""

    def with_checkpoint(self) -> tuple[str, ...]:
        """The ids of the runs that have a checkpoint here."""

    def remove_checkpoint(self, run_id: str) -> None:
        """Removes the run's checkpoint, once the run has ended."""

    def keep_room(self, run_id: str) -> None:
        """Reserves disk space for recording that the disk is full; raises ArtifactError if there is none."""

    def give_room(self, run_id: str) -> None:
        """Frees the space that `keep_room` reserved."""

    def save_arrays(self, run_id: str, name: str, arrays: "Mapping[str, np.ndarray]") -> None:
        """Saves these arrays of the run under `name`, such as "test_predictions", replacing any saved before.

        They are saved whole or not at all; raises ArtifactError.
        """

    def load_arrays(self, run_id: str, name: str) -> "dict[str, np.ndarray] | None":
        """What was saved under `name`, None if nothing was; raises ArtifactError if it cannot be read."""

    def saved_at(self, run_id: str, name: str) -> int | None:
        """A number that a later `save_arrays` under `name` changes; None if nothing was saved."""

    def whole_files(self, run_id: str) -> tuple[str, ...]:
        """The names of the run's files within its folder, such as "checkpoint/checkpoint.safetensors", in order.

        Each is whole, and is never changed, only replaced; what is being written, or reserved, is left out.
        """

    def disk_use(self, run_id: str) -> int:
        """The bytes that the run's whole files take; 0 without any."""

    def remove(self, run_id: str) -> None:
        """Removes all of the run's files that can be removed."""
