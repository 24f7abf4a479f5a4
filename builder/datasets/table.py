"""The data sets that a run may use: one line each in DATASETS, and what the rest of the app asks of them."""

from collections.abc import Callable
from dataclasses import dataclass

from builder.datasets import cifar10, digits
from builder.datasets.cache import cached
from builder.datasets.images import DatasetError, Pool, Split
from builder.datasets.split import Counts, sizes, split_pool, train_on_validation_too
from builder.settings import Settings
from builder.spec.experiment import Data, DatasetName
from builder.spec.training import Training, validation_images


@dataclass(frozen=True)
class Dataset:
    """A data set: its title, what its labels mean, how many images it has where it is complete, and its source.

    `counts` reads no pixels; it and `read` raise DatasetError where the images are missing or unusable.
    """

    title: str
    class_names: tuple[str, ...]
    usual_counts: Counts
    counts: Callable[[Settings], Counts]
    read: Callable[[Settings], Pool]


def _read_digits(settings: Settings) -> Pool:
    return cached(settings.datasets / "cache", "digits", digits.fingerprint(), digits.read)


DATASETS: dict[DatasetName, Dataset] = {
    "cifar10": Dataset("CIFAR-10", cifar10.CLASS_NAMES, cifar10.OFFICIAL_COUNTS, cifar10.counts, cifar10.read),
    "digits": Dataset("Digits", digits.CLASS_NAMES, digits.COUNTS, lambda settings: digits.COUNTS, _read_digits),
}


def load_split(data: Data, settings: Settings) -> Split:
    """The training, validation and test images that `data` describes; raises DatasetError."""
    dataset = DATASETS[data.dataset]
    try:
        pool = dataset.read(settings)
        split = split_pool(pool, data.split_seed, data.limit, dataset.class_names)
        return train_on_validation_too(split) if data.trains_on_validation else split
    except MemoryError:
        raise DatasetError(
            f"There is not enough memory to load {dataset.title}; close other programs, or use fewer images."
        ) from None


def split_sizes(data: Data, settings: Settings) -> tuple[int, int, int]:
    """How many images `load_split` gives for training, validation and test, without reading one.

    Where the data set is not on this machine, the sizes that it has when it is. Never raises.
    """
    dataset = DATASETS[data.dataset]
    try:
        counts = dataset.counts(settings)
    except DatasetError:
        counts = dataset.usual_counts
    train, validation, test = sizes(counts, data.limit)
    return train + validation if data.trains_on_validation else train, validation, test


def validated_on(data: Data, training: Training, settings: Settings) -> int:
    """How many images each validation accuracy of a run of this data and training is measured on. Never raises."""
    return validation_images(split_sizes(data, settings)[1], training)


def why_not(name: DatasetName, settings: Settings) -> str:
    """One sentence: why the data set cannot be used, and the ways out; empty where it can. Reads no pixels."""
    try:
        DATASETS[name].counts(settings)
    except DatasetError as error:
        return str(error)
    return ""


def is_available(name: DatasetName, settings: Settings) -> bool:
    """Whether the images are on this machine, as far as can be told without reading one."""
    return not why_not(name, settings)


def default_dataset(settings: Settings) -> DatasetName:
    """CIFAR-10 where it is on this machine, else the digits, which need no download."""
    return "cifar10" if is_available("cifar10", settings) else "digits"
