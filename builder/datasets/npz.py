"""CIFAR-10 as one .npz file with x_train, y_train, x_test and y_test."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from builder.datasets.images import DatasetError, Images, Pool
from builder.datasets.sources import CIFAR10
from builder.datasets.split import Counts

_UNREADABLE = (OSError, ValueError, KeyError, EOFError, RuntimeError, NotImplementedError, MemoryError)
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error)


def counts(path: Path) -> Counts:
    """How many images to split and test images, from the headers alone; raises DatasetError."""
    try:
        if path.stat().st_size == 0:  # what /proc says of files that have no end, too
            raise EOFError
        with zipfile.ZipFile(path) as archive:
            present = set(archive.namelist())
            missing = [name for name in ("x_train", "y_train", "x_test", "y_test") if f"{name}.npy" not in present]
            if missing:
                found = ", ".join(sorted(present))[:120] or "nothing"
                raise DatasetError(
                    f"{path} lacks {', '.join(missing)}; expected the arrays x_train, y_train, x_test and y_test, "
                    f"but it holds {found}."
                )
            return _checked_count(path, archive, "train"), _checked_count(path, archive, "test")
    except (*_UNREADABLE, *_BROKEN_ZIP) as error:
        raise _not_an_npz(path, error) from None


def read(path: Path) -> Pool:
    """The images of `path`; raises DatasetError."""
    counts(path)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            pool = Images(arrays["x_train"], arrays["y_train"].reshape(-1))
            test = Images(arrays["x_test"], arrays["y_test"].reshape(-1))
    except (*_UNREADABLE, *_BROKEN_ZIP) as error:
        raise _not_an_npz(path, error) from None
    return Pool(pool, test)


def fingerprint(path: Path) -> str:
    """A value that changes whenever the file does."""
    status = path.stat()
    return f"npz {path.resolve()} {status.st_size} {status.st_mtime_ns}"


def _checked_count(path: Path, archive: zipfile.ZipFile, part: str) -> int:
    """How many images the arrays x_`part` and y_`part` declare; raises DatasetError if shapes or types are wrong."""
    shape, dtype = _header(archive, f"x_{part}.npy")
    if dtype != np.uint8 or shape[1:] != CIFAR10.shape or len(shape) != 4:
        raise DatasetError(
            f"{path}: x_{part} is {dtype} {_shown(shape)}; expected uint8 (N, 32, 32, 3), pixels from 0 to 255."
        )
    label_shape, label_dtype = _header(archive, f"y_{part}.npy")
    if label_dtype.kind not in "iu" or label_shape not in ((shape[0],), (shape[0], 1)):
        raise DatasetError(
            f"{path}: y_{part} is {label_dtype} {_shown(label_shape)}; expected {shape[0]:,} whole numbers "
            f"from 0 to 9, one for each image of x_{part}."
        )
    return shape[0]


def _header(archive: zipfile.ZipFile, name: str) -> tuple[tuple[int, ...], np.dtype]:
    with archive.open(name) as member:
        version = np.lib.format.read_magic(member)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, _, dtype = read_header(member)
    return shape, dtype


def _shown(shape: tuple[int, ...]) -> str:
    return "(" + ", ".join(f"{length:,}" for length in shape[:6]) + ")"


def _not_an_npz(path: Path, error: BaseException) -> DatasetError:
    if isinstance(error, MemoryError):
        return DatasetError(f"There is not enough memory to read {path}; close other programs and try again.")
    if isinstance(error, PermissionError):
        return DatasetError(f"{path} may not be read; give this user the right to read it.")
    return DatasetError(
        f"{path} cannot be read as an .npz file; it may be damaged or only partly copied, so copy it again "
        "(expected: numpy's format with x_train, y_train, x_test and y_test)."
    )
