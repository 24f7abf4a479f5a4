"""Training images to show, read beside the page: what takes seconds must not keep the page waiting."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

from builder.datasets.images import Images
from builder.datasets.table import DATASETS, training_samples
from builder.design.data import Data
from builder.settings import Settings
from builder.ui.app import store

#: How many are read for each class: the stratified order has nearly as many of each among them.
OF_A_CLASS = 10
#: At most so many images are read, where there are many classes.
MOST = 400
#: Cached images are read in milliseconds; what takes longer than this comes later.
PATIENCE = 0.15
#: Data sets and splits whose samples are kept.
KEPT = 16


class _Asked(NamedTuple):
    dataset: str
    split_seed: int
    home: Path
    cifar10: Path | None


_lock = threading.Lock()
_reader = ThreadPoolExecutor(1, thread_name_prefix="samples")
_read: dict[_Asked, "Future[Images]"] = {}


def samples(data: Data, patience: float = PATIENCE) -> Images | None:
    """The first training images of this split, up to OF_A_CLASS of each class; None while they are being read,
    after so many seconds.

    Raises DatasetError where they are not on this machine, or cannot be used.
    """
    settings = store.settings()
    asked = _Asked(data.dataset, data.split_seed, settings.home, settings.cifar10)
    with _lock:
        if asked not in _read:
            _read[asked] = _reader.submit(_samples, data, settings)
            while len(_read) > KEPT:
                del _read[next(iter(_read))]
        reading = _read[asked]
    wait([reading], timeout=patience)
    if not reading.done():
        return None
    if reading.exception() is not None:  # the images may be there the next time
        with _lock:
            _read.pop(asked, None)
    return reading.result()


def _samples(data: Data, settings: Settings) -> Images:
    count = min(MOST, OF_A_CLASS * len(DATASETS[data.dataset].source.classes))
    return training_samples(Data(images=DATASETS[data.dataset].source, split_seed=data.split_seed), settings, count)
