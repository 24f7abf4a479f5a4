"""Which validation and test images a design is judged by, and a few of them without loading the others.

Stored predictions are in the same order: the image of a prediction's place is `held_out_images(…, [place])`,
and `judged_images` makes sure that it is.
"""

from collections.abc import Sequence

import numpy as np

from builder.datasets.images import DatasetError, Images, Pool
from builder.datasets.judges import judging
from builder.datasets.split import chosen_images
from builder.datasets.table import DATASETS, why_not
from builder.design.data import HeldOut
from builder.design.experiment import Experiment
from builder.settings import Settings

CHANGED = "The images on this machine have changed since this run was trained; train it again."


def held_out_indices(experiment: Experiment, kind: HeldOut, settings: Settings) -> np.ndarray:
    """The places of these images in the data set, int32 (N,): of its own test set, or of the images that are split.

    The validation images are those that each epoch is validated on. Raises DatasetError.
    """
    return _indices(_pool(experiment, settings), experiment, kind)


def held_out_images(
    experiment: Experiment, kind: HeldOut, settings: Settings, places: Sequence[int] | np.ndarray
) -> Images:
    """The images at these places among the design's validation or test images, in the order of `places`.

    Pixels of no other image are read where there is a cache. Raises DatasetError, and IndexError for a place that
    there is not.
    """
    pool = _pool(experiment, settings)
    indices = _indices(pool, experiment, kind)[np.asarray(places, dtype=np.intp)]
    return (pool.test if kind == "test" and pool.test is not None else pool.images).take(indices)


def judged_images(
    experiment: Experiment,
    kind: HeldOut,
    settings: Settings,
    places: Sequence[int] | np.ndarray,
    labels: Sequence[int] | np.ndarray,
) -> Images:
    """The images at these places of stored predictions, which have these `labels` there, one for each place.

    Raises DatasetError, also where the images here are not those that the predictions are of.
    """
    try:
        images = held_out_images(experiment, kind, settings, places)
    except IndexError:
        raise DatasetError(CHANGED) from None
    if not np.array_equal(images.labels, labels):
        raise DatasetError(CHANGED)
    return images


def _pool(experiment: Experiment, settings: Settings) -> Pool:
    if refusal := why_not(experiment.data.images, settings):
        raise DatasetError(refusal)
    return DATASETS[experiment.data.dataset].read(settings)


def _indices(pool: Pool, experiment: Experiment, kind: HeldOut) -> np.ndarray:
    data = experiment.data
    test_labels = None if pool.test is None else pool.test.labels
    chosen = chosen_images(pool.images.labels, test_labels, data.split_seed, data.limit)
    if kind == "test":
        return chosen.test.astype(np.int32)
    return judging(chosen.validation, experiment.training).astype(np.int32)
