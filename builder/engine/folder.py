"""What the engine's files in a run's folder are called, and which snapshots are there; no Keras is loaded for it."""

import os
import re
from pathlib import Path

SPEC_FILE = "spec.json"
WEIGHTS_FILE = "weights.safetensors"

_SNAPSHOT = re.compile(r"snapshot_(\d{4,})\.safetensors")


#: Tells a file from one that stood, or will stand, in its place.
Version = tuple[int, ...]


def version_of(status: os.stat_result) -> Version:
    """By when the file was written and put there: a copy may have kept the time of its original."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_size


def snapshot_file(folder: Path, epoch: int) -> Path:
    """Where the snapshot of the weights after `epoch` is."""
    return folder / f"snapshot_{epoch:04d}.safetensors"


def snapshots_in(folder: Path) -> tuple[int, ...]:
    """The epochs whose snapshots are in the folder, in order."""
    found = (_SNAPSHOT.fullmatch(path.name) for path in folder.glob("snapshot_*"))
    return tuple(sorted(int(match[1]) for match in found if match))
