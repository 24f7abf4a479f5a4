"""Runs' files on this machine's disk: one folder per run."""

import contextlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from builder.store.artifacts.protocol import ArtifactError
from builder.store.errors import one_line
from builder.store.ids import is_id, new_id

if TYPE_CHECKING:
    import numpy as np

#: The folder of a run's checkpoint, within the run's own.
CHECKPOINT = "checkpoint"
#: A file beside the checkpoint that reserves room for a few pages of the database and its journal.
ROOM_FILE = "room"
ROOM_BYTES = 200_000

#: The files that make up a run; while one is being written, its name has a second ending.
_WHOLE = re.compile(r"(?:checkpoint/)?[a-z][a-z0-9_]{0,39}\.(?:json|safetensors)")

MAKE_ROOM = "Delete files or old runs."


@dataclass(frozen=True)
class LocalArtifacts:
    """An ArtifactStore in the folder `root`."""

    root: Path

    def folder(self, run_id: str) -> Path:
        """The run's folder; raises ArtifactError unless `run_id` has an id's form, so that it leads nowhere else."""
        if not is_id(run_id):
            raise ArtifactError(f"{one_line(run_id, 40)!r} is not the id of a run; expected eight letters and digits.")
        return self.root / run_id

    def has(self, run_id: str) -> bool:
        """Whether there is a folder of the run."""
        return self.folder(run_id).is_dir()

    def run_ids(self) -> tuple[str, ...]:
        """By the folders' names; whatever else lies in `root` is passed over."""
        try:
            entries = os.scandir(self.root)
        except FileNotFoundError:
            return ()
        return tuple(sorted(one.name for one in entries if is_id(one.name) and one.is_dir(follow_symlinks=False)))

    def checkpoint(self, run_id: str) -> Path:
        """A folder within the run's folder."""
        return self.folder(run_id) / CHECKPOINT

    def with_checkpoint(self) -> tuple[str, ...]:
        """By the folders; whatever else lies in `root` is passed over."""
        return tuple(folder.parent.name for folder in self.root.glob(f"*/{CHECKPOINT}") if is_id(folder.parent.name))

    def remove_checkpoint(self, run_id: str) -> None:
        """Files that another program holds open may stay behind."""
        shutil.rmtree(self.checkpoint(run_id), ignore_errors=True)

    def keep_room(self, run_id: str) -> None:
        """Writes a file beside the checkpoint."""
        try:
            folder = self._made(self.checkpoint(run_id))
            (folder / ROOM_FILE).write_bytes(os.urandom(ROOM_BYTES))  # random, so that a disk cannot compress it
        except OSError as error:
            raise ArtifactError(
                f"There is no room for the files of run {run_id} ({error.strerror or error}). {MAKE_ROOM}"
            ) from error

    def _made(self, folder: Path) -> Path:
        """The folder, created where needed, but not the home: one that was moved away must not come back empty."""
        self.root.mkdir(exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def give_room(self, run_id: str) -> None:
        """Removes that file."""
        with contextlib.suppress(OSError):
            (self.checkpoint(run_id) / ROOM_FILE).unlink(missing_ok=True)

    def save_arrays(self, run_id: str, name: str, arrays: "Mapping[str, np.ndarray]") -> None:
        """Writes a safetensors file of that name to a temporary file, and renames it."""
        from safetensors.numpy import save

        folder = self.folder(run_id)
        aside = folder / f"{_file(name)}.{new_id()}"
        try:
            self._made(folder)
            with aside.open("wb") as stream:
                stream.write(save(dict(arrays)))
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(aside, folder / _file(name))
        except OSError as error:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            raise ArtifactError(
                f"The {_words(name)} of run {run_id} could not be saved ({error.strerror or error}). {MAKE_ROOM}"
            ) from error

    def load_arrays(self, run_id: str, name: str) -> "dict[str, np.ndarray] | None":
        """Reads that file."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        file = self.folder(run_id) / _file(name)
        try:
            return load(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, SafetensorError) as error:
            reason = one_line(getattr(error, "strerror", None) or str(error), 200)
            raise ArtifactError(f"The {_words(name)} of run {run_id} cannot be read ({reason}).") from None

    def saved_at(self, run_id: str, name: str) -> int | None:
        """The file's time in nanoseconds."""
        try:
            return (self.folder(run_id) / _file(name)).stat().st_mtime_ns
        except OSError:
            return None

    def whole_files(self, run_id: str) -> tuple[str, ...]:
        """By their names: files that are being written have a second ending."""
        folder, checkpoint = self.folder(run_id), self.checkpoint(run_id)
        found = [entry.relative_to(folder).as_posix() for inside in (folder, checkpoint) for entry in _files(inside)]
        return tuple(sorted(name for name in found if is_whole_file(name)))

    def disk_use(self, run_id: str) -> int:
        """The sum of the files' lengths; what is removed meanwhile counts as nothing."""
        folder, used = self.folder(run_id), 0
        for name in self.whole_files(run_id):
            with contextlib.suppress(OSError):
                used += (folder / name).stat().st_size
        return used

    def remove(self, run_id: str) -> None:
        """Removes the run's folder, if there is one; files that another program holds open may stay behind."""
        shutil.rmtree(self.folder(run_id), ignore_errors=True)


def is_whole_file(name: str) -> bool:
    """Whether a file of that name within a run's folder, with / between folders, is one that `whole_files` gives."""
    return _WHOLE.fullmatch(name) is not None


def _files(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except FileNotFoundError:
        return []


def _file(name: str) -> str:
    return f"{name}.safetensors"


def _words(name: str) -> str:
    return name.replace("_", " ")
