"""Keeps, after each epoch, what the network says of a few validation images, for those who watch it learn."""

import logging
from typing import TYPE_CHECKING

from builder.datasets.followed import followed_images
from builder.datasets.images import Split
from builder.store.artifacts import ArtifactError, ArtifactStore
from builder.store.artifacts.followed import Followed, save_followed
from builder.store.runs.records import Run

if TYPE_CHECKING:
    import numpy as np

    from builder.engine import followed

log = logging.getLogger("builder.jobs.worker")


def followed_in(split: Split, run: Run, files: ArtifactStore) -> "followed.Followed":
    """The images to follow through this run's training; what `fit` tells of them is saved beside its weights.

    Training goes on without what cannot be written.
    """
    from builder.engine import followed

    shown, are_tricky = followed_images(split.validation, run.experiment.data.split_seed)

    def keep(epoch: int, probabilities: "np.ndarray") -> None:
        try:
            save_followed(files, run.id, Followed(epoch, shown.images, shown.labels, probabilities, are_tricky))
        except ArtifactError as error:
            log.warning("%s", error)

    return followed.Followed(shown.images, keep)
