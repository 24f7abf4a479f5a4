"""Labelled images, and the three sets that a run works with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

#: Takes the labels of all images, uint8 (N,), and returns the indices of those that are wanted.
Choose = Callable[[np.ndarray], np.ndarray]


class DatasetError(Exception):
    """Images that are missing or cannot be used; the message is one sentence for the user."""


@dataclass(frozen=True, eq=False)
class Images:
    """`images` uint8 (N, height, width, channels) from 0 to 255; `labels` uint8 (N,), class numbers from 0."""

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
    """Everything that a source holds: images to split, and a test set if the source has its own."""

    images: Images
    test: Images | None


class Chosen(NamedTuple):
    """Which images a split takes, as indices (N,): training and validation images of the pool's images, test images of
    the pool's test set, or of its images where it has none."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


@dataclass(frozen=True, eq=False)
class Split:
    """A run's training, validation and test images.

    Training images are ordered so that every stretch holds the classes in equal shares; validation and
    test images keep the order of their source. `chosen` says which images of a pool they are; None for others.
    """

    train: Images
    validation: Images
    test: Images
    chosen: Chosen | None = None
