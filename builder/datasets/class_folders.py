"""CIFAR-10, or a school class's own pictures of the same ten things, as one folder of image files per class."""

import hashlib
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from builder.datasets.images import Choose, DatasetError, Images, Pool
from builder.datasets.photo import as_network_sees, read_photo_file
from builder.datasets.photo_checks import PhotoError
from builder.datasets.sources import CIFAR10
from builder.datasets.split import Counts

CLASS_NAMES = CIFAR10.classes
#: Files that operating systems add to folders.
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_NAMED_IN_A_SENTENCE = 3
#: With fewer, a class could be missing from validation or test.
MIN_A_CLASS = 6


def counts(folder: Path) -> Counts:
    """Files to split and test files, by listing the folders alone; raises DatasetError."""
    pool_folder, test_folder = _parts(folder)
    return _count(pool_folder), None if test_folder is None else _count(test_folder)


def read(folder: Path) -> Pool:
    """Every image file, scaled to 32x32 as a classified photo is; raises DatasetError, naming unreadable files."""
    pool_folder, test_folder = _parts(folder)
    pool = _read_classes(pool_folder)
    return Pool(pool, None if test_folder is None else _read_classes(test_folder))


def take(folder: Path, choose: Choose) -> Images:
    """The chosen images of those to split; opens no other file, and raises DatasetError as `read` does."""
    pool_folder, _ = _parts(folder)
    files = _labelled_files(pool_folder)
    labels = np.array([label for label, _ in files], dtype=np.uint8)
    return _read_files(pool_folder, [files[index] for index in choose(labels)])


def fingerprint(folder: Path) -> str:
    """A value that changes whenever a file is added, removed or changed."""
    digest = hashlib.sha256()
    for part in _parts(folder):
        for label, files in enumerate(_files_by_class(part) if part else ()):
            for file in files:
                status = file.stat()
                digest.update(f"{label} {file.name} {status.st_size} {status.st_mtime_ns}\n".encode(errors="replace"))
        digest.update(b"\n")
    return f"folders {folder.resolve()} {digest.hexdigest()}"


def _count(folder: Path) -> int:
    return _count_once(folder, tuple(entry.stat().st_mtime_ns for entry in _folders(folder)))


@lru_cache(maxsize=8)
def _count_once(folder: Path, changed: tuple[int, ...]) -> int:
    """Recounted only when files were added or removed: a page asks at every redraw, of up to 60,000 files."""
    return sum(len(files) for files in _files_by_class(folder))


def _parts(folder: Path) -> tuple[Path, Path | None]:
    """The folder to split and the folder of the test set, None if the classes lie in `folder` itself."""
    by_name = {entry.name.lower(): entry for entry in _folders(folder)}
    if "train" in by_name and "test" in by_name:
        return by_name["train"], by_name["test"]
    for present, absent in (("train", "test"), ("test", "train")):
        if present in by_name:
            raise DatasetError(
                f"{folder} has a folder {present} but no folder {absent}; "
                "expected both, or the ten class folders alone."
            )
    return folder, None


def _files_by_class(folder: Path) -> tuple[list[Path], ...]:
    """The files of each class in the order of CLASS_NAMES, sorted by name."""
    by_class: dict[str, Path] = {}
    for entry in _folders(folder):
        name = entry.name.lower()
        if name in by_class:
            raise DatasetError(
                f"{folder} has two folders for {name}: {by_class[name].name} and {entry.name}; put them together."
            )
        by_class[name] = entry
    missing = [name for name in CLASS_NAMES if name not in by_class]
    if missing:
        found = ", ".join(sorted(by_class)[:10]) or "no folders"
        raise DatasetError(
            f"{folder} has no folder for {', '.join(missing)}; expected one for each of {', '.join(CLASS_NAMES)}, "
            f"but found {found[:150]}."
        )
    files = tuple(list(_image_files(by_class[name])) for name in CLASS_NAMES)
    for name, of_class in zip(CLASS_NAMES, files, strict=True):
        if len(of_class) < MIN_A_CLASS:
            raise DatasetError(
                f"{by_class[name]} holds {len(of_class)} images; expected at least {MIN_A_CLASS}, so that each class "
                "is in the training, the validation and the test set."
            )
    return files


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return sorted(folder / entry.name for entry in entries if entry.is_dir() and entry.name[0] != ".")
    except OSError as error:
        raise DatasetError(f"{folder} cannot be listed ({error.strerror}).") from None


def _image_files(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file())
    except OSError as error:
        raise DatasetError(f"{folder} cannot be listed ({error.strerror}).") from None
    for name in names:
        if not name.startswith(".") and name.lower() not in _SYSTEM_FILES:
            yield folder / name


def _read_classes(folder: Path) -> Images:
    return _read_files(folder, _labelled_files(folder))


def _labelled_files(folder: Path) -> list[tuple[int, Path]]:
    return [(label, file) for label, of_class in enumerate(_files_by_class(folder)) for file in of_class]


def _read_files(folder: Path, files: list[tuple[int, Path]]) -> Images:
    images = np.empty((len(files), *CIFAR10.shape), dtype=np.uint8)
    unreadable: list[tuple[Path, str]] = []
    for index, (_, file) in enumerate(files):
        try:
            images[index] = as_network_sees(read_photo_file(file).image, CIFAR10.shape)
        except PhotoError as error:
            unreadable.append((file, str(error)))
    if unreadable:
        raise DatasetError(_unreadable_sentence(folder, unreadable))
    return Images(images, np.array([label for label, _ in files], dtype=np.uint8))


def _unreadable_sentence(folder: Path, unreadable: list[tuple[Path, str]]) -> str:
    names = ", ".join(str(file.relative_to(folder)) for file, _ in unreadable[:_NAMED_IN_A_SENTENCE])
    more = len(unreadable) - _NAMED_IN_A_SENTENCE
    also = f" and {more:,} more" if more > 0 else ""
    files = "1 file is no picture" if len(unreadable) == 1 else f"{len(unreadable):,} files are no pictures"
    return (
        f"In {folder} {files} that can be read: {names}{also}; the first says: {unreadable[0][1]} "
        "Replace or remove what is named."
    )
