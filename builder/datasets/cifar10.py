"""CIFAR-10: where it is on this machine, which of its three forms it has, and its images."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from builder.datasets import batches, class_folders, npz
from builder.datasets.cache import cached
from builder.datasets.images import Choose, DatasetError, Images, Pool
from builder.datasets.scripts import Script
from builder.datasets.sources import CIFAR10
from builder.datasets.split import Counts
from builder.settings import Settings

CLASS_NAMES = CIFAR10.classes
OFFICIAL_COUNTS: Counts = (50_000, 10_000)
#: The length of the archive that is downloaded.
DOWNLOAD_BYTES = 170_498_071
OTHER_WAYS = (
    "set BUILDER_CIFAR10 to a cifar10.npz, to the folder cifar-10-batches-py, or to a folder of ten class folders; "
    "the digits need no download"
)


_CODE = '''\
def load_data():
    """CIFAR-10 (downloaded by Keras): uint8 images (N, 32, 32, 3) and labels (N,), split by class."""
    (images, labels), (test_images, test_labels) = keras.datasets.cifar10.load_data()
    labels, test_labels = labels.ravel(), test_labels.ravel()
    order = np.random.default_rng({seed}).permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")].reshape(10, -1).T  # a column for each class
    train, val = order[1000:].ravel(), order[:1000].ravel()
    train_images, val_images, train_labels, val_labels = images[train], images[val], labels[train], labels[val]
'''

SCRIPT = Script(_CODE, (), "CIFAR-10: 60,000 photos in ten classes, which Keras downloads once")


@dataclass(frozen=True)
class Form:
    """One form that CIFAR-10 has on disk. Its functions take the path and raise DatasetError."""

    name: str
    counts: Callable[[Path], Counts]
    fingerprint: Callable[[Path], str]
    read: Callable[[Path], Pool]


NPZ = Form("npz", npz.counts, npz.fingerprint, npz.read)
BATCHES = Form("batches", batches.counts, batches.fingerprint, batches.read)
CLASS_FOLDERS = Form("folders", class_folders.counts, class_folders.fingerprint, class_folders.read)


def download_folder(settings: Settings) -> Path:
    """Where the downloaded batches are."""
    return settings.datasets / "cifar10"


def find(settings: Settings) -> tuple[Form, Path]:
    """The form and the path of this machine's CIFAR-10; raises DatasetError where there is none.

    If BUILDER_CIFAR10 is set, only that path is tried: a wrong setting is reported, not silently replaced.
    """
    if settings.cifar10 is None:
        folder = download_folder(settings)
        if not folder.is_dir():
            raise DatasetError(f"CIFAR-10 is not on this machine yet: press Download in the app, or {OTHER_WAYS}.")
        return BATCHES, folder
    path = settings.cifar10
    if path.is_file():
        if path.name.endswith((".tar.gz", ".tgz", ".tar", ".zip")):
            raise DatasetError(f"BUILDER_CIFAR10 is the archive {path}; unpack it, and name the folder that comes out.")
        return NPZ, path
    if not path.is_dir():
        found = "that is neither a file nor a folder" if path.exists() else "nothing is there"
        raise DatasetError(f"BUILDER_CIFAR10 is {path}, but {found}; correct it, or unset it, and start the app again.")
    for folder in (path, path / "cifar-10-batches-py"):
        if batches.is_batches(folder):
            return BATCHES, folder
    return CLASS_FOLDERS, path


def counts(settings: Settings) -> Counts:
    """How many images to split and test images, without reading a pixel; raises DatasetError."""
    with _said_if_unreadable(settings):
        form, path = find(settings)
        return form.counts(path)


def read(settings: Settings) -> Pool:
    """All images, from the cache if it is current; raises DatasetError."""
    with _said_if_unreadable(settings):
        form, path = find(settings)
        form.counts(path)
        fingerprint = form.fingerprint(path)
    return cached(settings.datasets / "cache", "cifar10", fingerprint, lambda: _checked(form.read(path), path))


def take(settings: Settings, choose: Choose) -> Images:
    """The chosen images of those to split; in class folders, no other file is opened. Raises DatasetError."""
    with _said_if_unreadable(settings):
        form, path = find(settings)
        if form is CLASS_FOLDERS:
            return class_folders.take(path, choose)
    return read(settings).images.chosen(choose)


@contextmanager
def _said_if_unreadable(settings: Settings) -> Iterator[None]:
    """Turns the error of a file or folder that may not be read, or has just disappeared, into a DatasetError."""
    try:
        yield
    except OSError as error:
        path = settings.cifar10 or download_folder(settings)
        raise DatasetError(
            f"{path} cannot be read ({error.strerror or error}); give this user the right to read it."
        ) from None


def _checked(pool: Pool, path: Path) -> Pool:
    test = None if pool.test is None else _with_checked_labels(pool.test, path, "test")
    return Pool(_with_checked_labels(pool.images, path, "training"), test)


def _with_checked_labels(images: Images, path: Path, part: str) -> Images:
    """The same with labels as uint8; raises DatasetError unless all are 0 to 9 and every class has enough images."""
    labels = images.labels
    outside = labels[(labels < 0) | (labels >= len(CLASS_NAMES))]
    if len(outside):
        raise DatasetError(f"{path}: the {part} labels contain {outside[0]}; expected whole numbers from 0 to 9.")
    a_class = np.bincount(labels.astype(np.intp), minlength=len(CLASS_NAMES))
    rare = int(a_class.argmin())
    if a_class[rare] < class_folders.MIN_A_CLASS:
        raise DatasetError(
            f"{path}: the {part} labels hold {CLASS_NAMES[rare]} (label {rare}) {a_class[rare]} times; "
            f"expected at least {class_folders.MIN_A_CLASS} of each of the ten classes."
        )
    return Images(images.images, labels.astype(np.uint8))
