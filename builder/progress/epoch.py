"""What a training run reports: each completed epoch, and where it is within the one under way."""

import time
from collections.abc import Iterable

from pydantic import Field

from builder.design.base import Value
from builder.progress.phase import Phase
from builder.progress.told import Told


class Epoch(Value):
    """What one epoch came to; epochs count from 1, accuracies are fractions.

    `test_accuracy` is there only where the test set judges, as in the slides' project 18.
    """

    epoch: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    test_accuracy: float | None = None


def training_seconds(epochs: Iterable[Epoch]) -> float:
    """The training time of a run: that of these epochs, validation included.

    What is done before and between them, such as starting TensorFlow, measuring what trains fastest and saving, is no
    part of it.
    """
    return sum(epoch.seconds for epoch in epochs)


class Progress(Value):
    """Where a running run is: what it does now, and how far it is within the epoch."""

    phase: Phase | Told
    epoch: int = 0
    images_done: int = 0
    images_total: int = 0
    images_per_second: float | None = None
    seconds_left: float | None = None
    updated_at: float = Field(default_factory=time.time)
