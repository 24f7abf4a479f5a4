"""Labelled images, and the three sets that a run works with."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

#: From the labels of all images, uint8 (N,), to the indices of those that are wanted.
Choose = Callable[[np.ndarray], np.ndarray]


class DatasetError(Exception):
    """Images that cannot be had or cannot be used; the message is one sentence for the person."""


@dataclass(frozen=True, eq=False)
class Images:
    """`images` uint8 (N, height, width, channels) from 0 to 255; `labels` uint8 (N,), the numbers of classes from 0."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, indices: np.ndarray) -> "Images":
        """A copy of the images at `indices`, in that order."""
        return Images(self.images[indices], self.labels[indices])

    def chosen(self, choose: Choose) -> "Images":
        """A copy of the images that `choose` picks."""
        return self.take(choose(self.labels))


@dataclass(frozen=True, eq=False)
class Pool:
    """Everything that a source holds: images to split, and a test set where the source has its own."""

    images: Images
    test: Images | None


@dataclass(frozen=True, eq=False)
class Split:
    """What a run trains on, chooses by, and is tested with.

    Training images come in an order in which every stretch holds the classes in equal shares; validation
    and test images come in the order of their source.
    """

    train: Images
    validation: Images
    test: Images
