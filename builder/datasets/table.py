"""The data sets that a run may use, and what the rest of the app asks of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from builder.datasets import cifar10, digits
from builder.datasets.images import Choose, DatasetError, Images, Pool, Split
from builder.datasets.scripts import Script
from builder.datasets.sources import CIFAR10, DIGITS
from builder.datasets.split import Counts, sizes, split_pool, stratified_order, train_on_validation_too
from builder.design.data import Data
from builder.design.images import SOURCES, ImageSource
from builder.design.training.training import Training, validation_images
from builder.settings import Settings

#: In a sentence about classes that differ.
_MOST_CLASSES_NAMED = 5


@dataclass(frozen=True)
class Dataset:
    """A data set: a description of its images, its title, its name within a sentence, and how to read its images.

    `usual_counts` is how many images it has when complete. `counts` reads no pixels; `take` returns the chosen ones
    of the images to split, and reads few others. These and `read` raise DatasetError if the images are missing or
    unusable. `script` is how exported code loads the same images without this product, and `one_image` what one of
    them is called. What each one `shows`, where all are of one kind, lets Classify notice a picture of another kind. If
    the images are `light_on_dark`, the page inverts a picture of ink on paper. Where such
    images can be drawn, `from_drawing` makes one of light strokes on dark, uint8 (height, width).
    """

    source: ImageSource
    title: str
    in_a_sentence: str
    usual_counts: Counts
    counts: Callable[[Settings], Counts]
    read: Callable[[Settings], Pool]
    take: Callable[[Settings, Choose], Images]
    script: Script
    one_image: str = "image"
    shows: Literal["strokes", "photograph"] | None = None
    light_on_dark: bool = False
    from_drawing: Callable[[np.ndarray], np.ndarray] | None = None


class Datasets:
    """Every registered data set by its name, in the order in which they are offered."""

    def __init__(self) -> None:
        self._datasets: dict[str, Dataset] = {}

    def register(self, dataset: Dataset) -> Dataset:
        """Adds a data set, and its source to those that designs may name; raises ValueError if its name is taken."""
        SOURCES.register(dataset.source)
        if self._datasets.setdefault(dataset.source.dataset, dataset) is not dataset:
            raise ValueError(f"There is another data set {dataset.source.dataset!r}; give this one a name of its own.")
        return dataset

    def unregister(self, name: str) -> Dataset:
        """Removes a data set: it is offered nowhere, and designs that name it cannot be trained."""
        SOURCES.unregister(name)
        return self._datasets.pop(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._datasets)

    def __contains__(self, name: object) -> bool:
        return name in self._datasets

    def __getitem__(self, name: str) -> Dataset:
        return self._datasets[name]

    def items(self) -> tuple[tuple[str, Dataset], ...]:
        """Names and data sets."""
        return tuple(self._datasets.items())


DATASETS = Datasets()

DATASETS.register(
    Dataset(
        source=CIFAR10,
        title="CIFAR-10",
        in_a_sentence="CIFAR-10",
        usual_counts=cifar10.OFFICIAL_COUNTS,
        counts=cifar10.counts,
        read=cifar10.read,
        take=cifar10.take,
        script=cifar10.SCRIPT,
        shows="photograph",
    )
)
DATASETS.register(
    Dataset(
        source=DIGITS,
        title="Digits",
        in_a_sentence="the digits",
        usual_counts=digits.COUNTS,
        counts=lambda settings: digits.COUNTS,
        read=digits.read_cached,
        take=digits.take,
        script=digits.SCRIPT,
        one_image="digit",
        shows="strokes",
        light_on_dark=True,
        from_drawing=digits.from_drawing,
    )
)


def title_of(name: str) -> str:
    """The title of a data set, or its name if it is not registered here."""
    return DATASETS[name].title if name in DATASETS else name


def has_own_test_set(name: str) -> bool:
    """Whether the data set comes with its own test set; the others have theirs split off."""
    return name in DATASETS and DATASETS[name].usual_counts[1] is not None


def load_split(data: Data, settings: Settings) -> Split:
    """The training, validation and test images that `data` describes; raises DatasetError."""
    if refusal := why_not(data.images, settings):
        raise DatasetError(refusal)
    dataset = DATASETS[data.dataset]
    try:
        pool = dataset.read(settings)
        split = split_pool(pool, data.split_seed, data.limit)
        return train_on_validation_too(split) if data.trains_on_validation else split
    except MemoryError:
        raise DatasetError(
            f"There is not enough memory to load {dataset.title}; close other programs, or use fewer images."
        ) from None


def training_samples(data: Data, settings: Settings, count: int) -> Images:
    """The first `count` training images of `load_split`, without loading all; raises DatasetError.

    With a cache this takes milliseconds. Without one, CIFAR-10 is read once, in seconds, and cached; from class
    folders only the requested images are read.
    """
    if refusal := why_not(data.images, settings):
        raise DatasetError(refusal)
    train_count, _, _ = sizes(DATASETS[data.dataset].counts(settings), data.limit)
    count = min(count, train_count)
    return DATASETS[data.dataset].take(settings, lambda labels: stratified_order(labels, data.split_seed)[:count])


def split_sizes(data: Data, settings: Settings) -> tuple[int, int, int] | None:
    """How many images `load_split` gives for training, validation and test, without reading one.

    If the data set is not on this machine, the sizes that it usually has; None if it is not registered here.
    Never raises.
    """
    if data.dataset not in DATASETS:
        return None
    dataset = DATASETS[data.dataset]
    try:
        counts = dataset.counts(settings)
    except DatasetError:
        counts = dataset.usual_counts
    return _sizes(data, counts)


def usual_sizes(data: Data) -> tuple[int, int, int] | None:
    """`split_sizes` of a complete data set, wherever its images are; None if it is not registered here."""
    return _sizes(data, DATASETS[data.dataset].usual_counts) if data.dataset in DATASETS else None


def _sizes(data: Data, counts: Counts) -> tuple[int, int, int]:
    train, validation, test = sizes(counts, data.limit)
    return train + validation if data.trains_on_validation else train, validation, test


def validated_on(data: Data, training: Training, settings: Settings) -> int | None:
    """How many images each validation accuracy of a run with this data and training is measured on. Never raises.

    None if the data set is not registered here.
    """
    counts = split_sizes(data, settings)
    return None if counts is None else validation_images(counts[1], training)


def why_not(images: ImageSource | str, settings: Settings) -> str | None:
    """One sentence: why these images (or those of the data set of that name) cannot be used, and what to do; None if
    they can. Reads no pixels.
    """
    name = images if isinstance(images, str) else images.dataset
    if name not in DATASETS:
        known = " and ".join(dataset.title for _, dataset in DATASETS.items())
        return f"The data set {name} is not known here; choose another, such as {known}."
    dataset = DATASETS[name]
    if not isinstance(images, str) and (differs := how_it_differs(images)) is not None:
        return f"The design {differs}; choose the data set anew."
    try:
        dataset.counts(settings)
    except DatasetError as error:
        return str(error)
    return None


def how_it_differs(images: ImageSource) -> str | None:
    """How the images of a design differ from the data set of that name here, after "the design"; None if they do not,
    or if the data set is not known here. Repeats no class name of the design.
    """
    if images.dataset not in DATASETS or images == DATASETS[images.dataset].source:
        return None
    title, here = DATASETS[images.dataset].title, DATASETS[images.dataset].source
    if images.shape != here.shape or len(images.classes) != len(here.classes):
        return f"takes images of {_described(images)}, but {title} has images of {_described(here)}"
    others = [f"“{ours}”" for ours, theirs in zip(here.classes, images.classes, strict=True) if ours != theirs]
    shown = others[:_MOST_CLASSES_NAMED]
    more = f" and {len(others) - len(shown)} more" if len(others) > len(shown) else ""
    return f"has other names for classes that {title} calls {', '.join(shown)}{more}"


def _described(images: ImageSource) -> str:
    height, width, channels = images.shape
    return f"{height} × {width} × {channels} in {len(images.classes)} classes"


def is_available(images: ImageSource | str, settings: Settings) -> bool:
    """Whether the images are on this machine, as far as can be told without reading one."""
    return why_not(images, settings) is None


def default_dataset(settings: Settings) -> str:
    """CIFAR-10 where it is on this machine, else the digits, which need no download."""
    return CIFAR10.dataset if is_available(CIFAR10, settings) else DIGITS.dataset
