"""The data sets that a run may use: one line each in DATASETS, and what the rest of the app asks of them."""

from collections.abc import Callable
from dataclasses import dataclass

from builder.datasets import cifar10, digits
from builder.datasets.cache import cached
from builder.datasets.images import Choose, DatasetError, Images, Pool, Split
from builder.datasets.split import Counts, sizes, split_pool, stratified_order, train_on_validation_too
from builder.design.experiment import Data, DatasetName
from builder.design.training.training import Training, validation_images
from builder.settings import Settings


@dataclass(frozen=True)
class Dataset:
    """A data set: its title, what its labels mean, how many images it has where it is complete, and its source.

    `counts` reads no pixels, and `take` few more than those of the images that it gives: of the images to
    split, the chosen ones. All three raise DatasetError where the images are missing or unusable.
    """

    title: str
    class_names: tuple[str, ...]
    usual_counts: Counts
    counts: Callable[[Settings], Counts]
    read: Callable[[Settings], Pool]
    take: Callable[[Settings, Choose], Images]


def _read_digits(settings: Settings) -> Pool:
    return cached(settings.datasets / "cache", "digits", digits.fingerprint(), digits.read)


def _take_digits(settings: Settings, choose: Choose) -> Images:
    return _read_digits(settings).images.chosen(choose)


DATASETS: dict[DatasetName, Dataset] = {
    "cifar10": Dataset(
        "CIFAR-10", cifar10.CLASS_NAMES, cifar10.OFFICIAL_COUNTS, cifar10.counts, cifar10.read, cifar10.take
    ),
    "digits": Dataset(
        "Digits", digits.CLASS_NAMES, digits.COUNTS, lambda settings: digits.COUNTS, _read_digits, _take_digits
    ),
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


def training_samples(data: Data, settings: Settings, count: int) -> Images:
    """The first `count` training images of `load_split`, without loading all; raises DatasetError.

    From the cache that takes milliseconds. Where there is none, CIFAR-10 is read once, in seconds, and kept there;
    of class folders only the images that are asked for are read.
    """
    alone = data.model_copy(update={"trains_on_validation": False})
    count = min(count, split_sizes(alone, settings)[0])
    return DATASETS[data.dataset].take(settings, lambda labels: stratified_order(labels, data.split_seed)[:count])


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
