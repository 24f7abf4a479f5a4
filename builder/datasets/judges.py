"""The validation images that each epoch of a training is validated on: all of them, or the first so many."""

import numpy as np

from builder.datasets.images import Images
from builder.design.training.training import Training, validation_images


def judges_of(validation: Images, training: Training) -> Images:
    """Those among all `validation` images of a split."""
    return Images(judging(validation.images, training), judging(validation.labels, training))


def judging(validation: np.ndarray, training: Training) -> np.ndarray:
    """Of an array with one entry for each validation image, in their order, the entries of those."""
    return validation[: validation_images(len(validation), training)]
