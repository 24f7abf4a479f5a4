"""Which number format trains a design fastest on this processor: measured once, and remembered.

bfloat16 halves the memory that numbers take, and processors with AMX multiply it many times as fast; processors
without instructions for it are several times slower with it. Weights, their updates and the output stay in float32
(Keras's "mixed_bfloat16").
"""

import time
from pathlib import Path

import numpy as np
from pydantic import Field

from builder.design.base import Value
from builder.design.experiment import Experiment
from builder.design.training.training import Precision
from builder.engine.backend import tf
from builder.engine.build import build_model, compile_model
from builder.engine.processor import has_bfloat16
from builder.engine.remembered import remembered
from builder.engine.side_by_side import Trial, side_by_side
from builder.progress.speed import FasterFormat, FormatReason, NoInstructions, Pinned

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
    ]
    return remembered(Choice, memory, speed_follows_from, lambda: _measure(experiment, images, labels))


def _measure(experiment: Experiment, images: np.ndarray, labels: np.ndarray) -> Choice:
    full, half = side_by_side(
        trial(experiment, images, labels, "float32"), trial(experiment, images, labels, "mixed_bfloat16")
    )
    precision: Precision = "mixed_bfloat16" if half > full else "float32"
    return Choice(precision=precision, reason=FasterFormat(float32=full, bfloat16=half))


def trial(experiment: Experiment, images: np.ndarray, labels: np.ndarray, precision: Precision) -> Trial:
    """A new network of this design that trains in that format."""
    count = min(MEASURED_IMAGES, experiment.training.batch_size, len(images))
    pixels, labels = tf.cast(images[:count], tf.float32) / 255.0, tf.constant(labels[:count])
    model = build_model(experiment, precision, seed=0)
    compile_model(model, experiment.training)

    def train(seconds: float) -> float:
        began, steps = time.perf_counter(), 0
        while (elapsed := time.perf_counter() - began) < seconds or not steps:
            model.train_on_batch(pixels, labels)
            steps += 1
        return steps * count / elapsed

    model.train_on_batch(pixels, labels)  # compiles
    return train
