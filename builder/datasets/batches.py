"""CIFAR-10 as its authors publish it for Python: the folder cifar-10-batches-py, six pickled batches."""

from pathlib import Path

import numpy as np

from builder.datasets.images import DatasetError, Images, Pool
from builder.datasets.safe_pickle import UnsafePickleError, load_plain
from builder.datasets.split import Counts

TRAIN_FILES = tuple(f"data_batch_{number}" for number in range(1, 6))
TEST_FILE = "test_batch"
IMAGES_IN_A_FILE = 10_000
#: An official batch has a little over 31,035,000 bytes.
MAX_FILE_BYTES = 40_000_000


def is_batches(folder: Path) -> bool:
    """Whether `folder` looks like this form, complete or not."""
    return any((folder / name).is_file() for name in (*TRAIN_FILES, TEST_FILE))


def counts(folder: Path) -> Counts:
    """50,000 and 10,000 where the six files are there with plausible sizes; raises DatasetError."""
    for name in (*TRAIN_FILES, TEST_FILE):
        path = folder / name
        if not path.is_file():
            raise DatasetError(
                f"{folder} lacks {name}; expected data_batch_1 to data_batch_5 and test_batch, "
                "as cifar-10-python.tar.gz unpacks them."
            )
        size = path.stat().st_size
        if not 3072 * IMAGES_IN_A_FILE < size < MAX_FILE_BYTES:
            raise DatasetError(
                f"{path} has {size:,} bytes; expected about 31 million, so it is damaged or only partly copied: "
                "unpack cifar-10-python.tar.gz again."
            )
    return len(TRAIN_FILES) * IMAGES_IN_A_FILE, IMAGES_IN_A_FILE


def read(folder: Path) -> Pool:
    """The images of `folder`; raises DatasetError."""
    counts(folder)
    parts = [_read_batch(folder / name) for name in TRAIN_FILES]
    pool = Images(np.concatenate([part.images for part in parts]), np.concatenate([part.labels for part in parts]))
    return Pool(pool, _read_batch(folder / TEST_FILE))


def fingerprint(folder: Path) -> str:
    """A value that changes whenever one of the six files does."""
    statuses = [(folder / name).stat() for name in (*TRAIN_FILES, TEST_FILE)]
    return f"batches {folder.resolve()} {[(status.st_size, status.st_mtime_ns) for status in statuses]}"


def _read_batch(path: Path) -> Images:
    try:
        document = load_plain(path.read_bytes())
    except OSError as error:
        raise DatasetError(f"{path} cannot be read ({error.strerror}); copy it again.") from None
    except UnsafePickleError as error:
        raise DatasetError(
            f"{path} is not an official CIFAR-10 batch ({error}); it was not opened further. "
            "Unpack cifar-10-python.tar.gz again."
        ) from None
    data = document.get(b"data") if isinstance(document, dict) else None
    labels = document.get(b"labels") if isinstance(document, dict) else None
    if not isinstance(data, np.ndarray) or data.shape != (IMAGES_IN_A_FILE, 3072):
        raise DatasetError(
            f"{path} holds no data of {IMAGES_IN_A_FILE:,} x 3,072 bytes; unpack cifar-10-python.tar.gz again."
        )
    if not isinstance(labels, list) or len(labels) != IMAGES_IN_A_FILE or not all(map(_is_class, labels)):
        raise DatasetError(
            f"{path} holds no {IMAGES_IN_A_FILE:,} labels from 0 to 9; unpack cifar-10-python.tar.gz again."
        )
    # A row is 1,024 reds, then greens, then blues.
    images = np.ascontiguousarray(data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
    return Images(images, np.array(labels, dtype=np.uint8))


def _is_class(label: object) -> bool:
    return type(label) is int and 0 <= label <= 9
