"""Decoded images on disk, so that a worker loads them in a tenth of a second instead of one to thirty.

Each source has one folder in home/datasets/cache, named by a hash of its fingerprint: a changed source
gets a new folder. The cache is a convenience: if anything goes wrong with it, the source is read instead.
"""

import hashlib
import os
import shutil
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np

from builder.datasets.images import Images, Pool

#: One thread of this process reads a source, and the others wait for its copy. Besides the work this spares them a bug
#: of Python 3.11: two threads that parse at once (NumPy parses the header of an array) may meet a SystemError.
_reading: dict[Path, threading.Lock] = {}


def cached(folder: Path, kind: str, fingerprint: str, read: Callable[[], Pool]) -> Pool:
    """The pool cached in `folder` under `fingerprint`, or the one that `read` returns, which is then cached.

    Older pools of the same `kind` are removed. A cached pool's images are memory-mapped, not read:
    only those that are used are loaded. Raises what `read` raises, and nothing of its own.
    """
    digest = hashlib.sha256(f"1 {fingerprint}".encode()).hexdigest()[:16]
    kept = folder / f"{kind}-{digest}"
    with _reading.setdefault(kept, threading.Lock()):
        pool = _load(kept)
        if pool is None:
            pool = read()
            _keep(pool, kept)
    _remove_others(folder, kind, kept)
    return pool


def _load(kept: Path) -> Pool | None:
    try:
        if not kept.is_dir():
            return None
        images = _load_images(kept, "pool")
        test = _load_images(kept, "test") if (kept / "test_images.npy").exists() else None
    except (OSError, ValueError, EOFError):  # damaged: treated as absent
        _discard(kept)
        return None
    return Pool(images, test)


def _load_images(kept: Path, part: str) -> Images:
    images = np.load(kept / f"{part}_images.npy", mmap_mode="r", allow_pickle=False)
    labels = np.load(kept / f"{part}_labels.npy", allow_pickle=False)
    fits = images.ndim == 4 and labels.ndim == 1 and len(images) == len(labels)
    if not fits or images.dtype != np.uint8 or labels.dtype != np.uint8:
        raise ValueError("not arrays that this module wrote")
    return Images(images, labels)


def _keep(pool: Pool, kept: Path) -> None:
    """Writes `pool` to a temporary folder and renames it; on failure (a full disk, no permission) leaves nothing."""
    aside = kept.with_name(f".{kept.name}-{uuid.uuid4().hex}")
    try:
        aside.mkdir(parents=True)
        for part, images in (("pool", pool.images), ("test", pool.test)):
            if images is not None:
                _save(aside / f"{part}_images.npy", images.images)
                _save(aside / f"{part}_labels.npy", images.labels)
        os.rename(aside, kept)  # fails if another worker was first: its copy is as good
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)


def _save(path: Path, array: np.ndarray) -> None:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())


def _remove_others(folder: Path, kind: str, kept: Path) -> None:
    """Removes pools of other sources, and what a killed process left half-written an hour or more ago."""
    try:
        for entry in list(folder.iterdir()):
            if entry.name.startswith(f"{kind}-") and entry != kept:
                _discard(entry)
            elif entry.name.startswith(f".{kind}-") and time.time() - entry.stat().st_mtime > 3600:
                shutil.rmtree(entry, ignore_errors=True)
    except OSError:  # another process is removing it too
        return


def _discard(kept: Path) -> None:
    """Takes the folder out of use by one rename, then deletes it, so that no process finds half of it."""
    aside = kept.with_name(f".{kept.name}-{uuid.uuid4().hex}")
    try:
        os.rename(kept, aside)
    except OSError:  # in use (Windows) or gone already
        return
    shutil.rmtree(aside, ignore_errors=True)
