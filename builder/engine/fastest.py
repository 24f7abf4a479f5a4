"""What a run fixes before its first step, each as it is fastest on this processor."""

from pathlib import Path

import numpy as np

from builder.design.base import Value
from builder.design.experiment import Experiment
from builder.design.training.training import Precision
from builder.engine.precision import choose_precision
from builder.engine.steps import choose_steps
from builder.progress.speed import FasterSteps, FormatReason


class Fastest(Value):
    """The number format and the steps in each call of TensorFlow, and why.

    `steps_reason` is None where the steps were not worth measuring.
    """

    precision: Precision
    precision_reason: FormatReason
    steps_per_execution: int
    steps_reason: FasterSteps | None


def fastest(experiment: Experiment, images: np.ndarray, labels: np.ndarray, memory: Path) -> Fastest:
    """What to train this design with; `memory` is the folder where measurements are kept.

    `images` (N, height, width, channels) and `labels` (N,) are all those that the run trains on. The first
    run of a design on a machine measures for some seconds.
    """
    number_format = choose_precision(experiment, images, labels, memory)
    steps = choose_steps(experiment, images, labels, number_format.precision, memory)
    return Fastest(
        precision=number_format.precision,
        precision_reason=number_format.reason,
        steps_per_execution=steps.steps_per_execution,
        steps_reason=steps.reason,
    )
