"""Which number format trains a design fastest on this processor: measured once, and remembered.

bfloat16 halves the memory that numbers take, and processors with AMX multiply it many times as fast; processors
without instructions for it are several times slower with it. Weights, their updates and the output stay in float32
(Keras's "mixed_bfloat16").
"""

import math
import time
from pathlib import Path

import numpy as np
from pydantic import Field

from builder.design.base import Value
from builder.design.experiment import Experiment
from builder.design.training.training import Precision
from builder.engine.backend import tf
from builder.engine.build import build_model, compile_model
from builder.engine.fitted import fit_input
from builder.engine.processor import has_bfloat16
from builder.engine.remembered import remembered
from builder.engine.side_by_side import side_by_side
from builder.progress.speed import FasterFormat, FormatReason, NoInstructions, Overflow, Pinned

#: The most images in a batch of the measurement, so that a slow format costs little.
MEASURED_IMAGES = 64


class Choice(Value):
    """The format that a run trains in, and why."""

    precision: Precision
    reason: FormatReason = Field(discriminator="kind")


def choose_precision(experiment: Experiment, images: np.ndarray, labels: np.ndarray, memory: Path) -> Choice:
    """The pinned format, or the one that is faster here; `memory` is the folder where measurements are kept.

    The measurement uses `images` (N, height, width, channels) and `labels` (N,).
    """
    pinned = experiment.training.precision
    if pinned != "auto":
        return Choice(precision=pinned, reason=Pinned())
    if has_bfloat16() is False:
        return Choice(precision="float32", reason=NoInstructions())
    speed_follows_from = [
        experiment.network.model_dump(mode="json"),
        [*experiment.images.shape, len(experiment.images.classes)],
        experiment.training.optimizer.kind,
        # Another data set may go beyond what bfloat16 holds.
        experiment.data.dataset,
    ]
    return remembered(Choice, memory, speed_follows_from, lambda: _measure(experiment, images, labels))


def _measure(experiment: Experiment, images: np.ndarray, labels: np.ndarray) -> Choice:
    full, half = (FormatTrial(experiment, images, labels, name) for name in ("float32", "mixed_bfloat16"))
    rates = side_by_side(full, half)
    measured = FasterFormat(float32=rates[0], bfloat16=rates[1])
    if measured.bfloat16 <= measured.float32:
        return Choice(precision="float32", reason=measured)
    if full.is_finite and not half.is_finite:
        return Choice(precision="float32", reason=Overflow())
    return Choice(precision="mixed_bfloat16", reason=measured)


class FormatTrial:
    """A new network of this design that trains in that format when it is called (`side_by_side.Trial`).

    `is_finite` says whether its loss is a number after the steps so far.
    """

    def __init__(self, experiment: Experiment, images: np.ndarray, labels: np.ndarray, precision: Precision) -> None:
        self._count = min(MEASURED_IMAGES, experiment.training.batch_size, len(images))
        self._pixels = tf.cast(images[: self._count], tf.float32) / 255.0
        self._labels = tf.constant(labels[: self._count])
        self._model = build_model(experiment, precision, seed=0)
        # With its input layers as they will be: a channel that is the same in all images shows in bfloat16 alone.
        fit_input(self._model, experiment, images)
        compile_model(self._model, experiment.training)
        self._step()  # compiles

    def __call__(self, seconds: float) -> float:
        """Trains for about that many seconds; images per second."""
        began, steps = time.perf_counter(), 0
        while (elapsed := time.perf_counter() - began) < seconds or not steps:
            self._step()
            steps += 1
        return steps * self._count / elapsed

    def _step(self) -> None:
        loss, *_ = self._model.train_on_batch(self._pixels, self._labels)
        self.is_finite = math.isfinite(float(loss))
