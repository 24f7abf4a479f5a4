"""How many training steps one call of TensorFlow takes: measured once for a design, and remembered.

Between two calls Python does the bookkeeping of one step, which takes about a millisecond. That slows networks whose
steps take a few milliseconds, but not large ones. Several steps per call (Keras's `steps_per_execution`) avoid it, but
then progress, Stop and Pause come only between calls.
"""

import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from builder.design.base import Value
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.design.training.training import Training, steps_per_epoch
from builder.engine.backend import keras
from builder.engine.build import build_model, compile_model
from builder.engine.pipeline import training_batches
from builder.engine.remembered import remembered
from builder.engine.side_by_side import Trial, side_by_side
from builder.progress.speed import FasterSteps

#: The most steps in a call: more would save only a few hundredths of what these do.
MOST_STEPS = 16
#: Batches of more multiply-adds than this take so long that a call's millisecond does not matter.
MOST_MULTIPLY_ADDS = 500_000_000
#: Runs of fewer steps would not recoup the two or three seconds of the measurement.
FEWEST_STEPS = 5_000


class Steps(Value):
    """The steps in each call of TensorFlow, and why; None if it was not measured."""

    steps_per_execution: int
    reason: FasterSteps | None = None


def choose_steps(experiment: Experiment, images: np.ndarray, labels: np.ndarray, precision: str, memory: Path) -> Steps:
    """One step per call, or several if that is faster here; `memory` is the folder where measurements are kept.

    `images` (N, height, width, channels) and `labels` (N,) are all those that the run trains on, in this `precision`.
    """
    several = steps_worth_measuring(experiment, len(images))
    if several == 1:
        return Steps(steps_per_execution=1)
    training = experiment.training
    speed_follows_from = [
        experiment.network.model_dump(mode="json"),
        [*experiment.images.shape, len(experiment.images.classes)],
        {
            "optimizer": training.optimizer.kind,
            **training.model_dump(mode="json", include={"batch_size", "augmentation"}),
        },
        precision,
        several,
    ]
    return remembered(
        Steps, memory, speed_follows_from, lambda: _measure(experiment, images, labels, precision, several)
    )


def steps_worth_measuring(experiment: Experiment, image_count: int) -> int:
    """The most steps per call that divide an epoch of `image_count` images, or 1 if more cannot be worth it."""
    training = experiment.training
    steps = steps_per_epoch(image_count, training)
    multiply_adds = summarize(experiment).multiply_adds * training.batch_size
    if steps * training.epochs < FEWEST_STEPS or multiply_adds > MOST_MULTIPLY_ADDS:
        return 1
    return most_steps(steps)


def most_steps(steps_in_epoch: int) -> int:
    """The most steps per call, up to MOST_STEPS, that divide an epoch: Keras ends an epoch only between calls."""
    return max(number for number in range(1, MOST_STEPS + 1) if steps_in_epoch % number == 0)


def _measure(experiment: Experiment, images: np.ndarray, labels: np.ndarray, precision: str, several: int) -> Steps:
    one, many = side_by_side(
        trial(experiment, images, labels, precision, 1), trial(experiment, images, labels, precision, several)
    )
    reason = FasterSteps(steps=several, one=one, several=many)
    return Steps(steps_per_execution=several if many > one else 1, reason=reason)


def trial(experiment: Experiment, images: np.ndarray, labels: np.ndarray, precision: str, steps: int) -> Trial:
    """A new network of this design that trains `steps` steps in each call."""
    # At full size: so few steps would meet both sizes at random.
    training: Training = experiment.training.model_copy(update={"progressive_size": None})
    some = MOST_STEPS * training.batch_size
    stream = training_batches(images[:some], labels[:some], training)
    model = build_model(experiment, precision, seed=0)
    compile_model(model, training, steps)

    def train(seconds: float) -> float:
        clock = _Clock(seconds)
        # The clock ends it.
        model.fit(stream, steps_per_epoch=steps * 1_000_000, callbacks=[clock], shuffle=False, verbose=0)
        return clock.calls * steps * training.batch_size / clock.seconds

    train(0.0)  # compiles
    return train


class _Clock(keras.callbacks.Callback):
    """Counts the calls after the first, and ends training after `enough` seconds of them."""

    def __init__(self, enough: float) -> None:
        super().__init__()
        self.enough, self.calls, self.seconds, self.began = enough, -1, 0.0, 0.0

    def on_train_batch_end(self, batch: int, logs: Mapping[str, float]) -> None:
        """After each call."""
        float(logs["loss"])  # as training's own callback does: waits until the steps are done
        self.calls += 1
        if self.calls == 0:
            self.began = time.perf_counter()
        self.seconds = time.perf_counter() - self.began
        self.model.stop_training = self.calls >= 1 and self.seconds >= self.enough
