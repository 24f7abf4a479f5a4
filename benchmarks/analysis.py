"""How long each part of the analysis of a run takes: `python -m benchmarks.analysis`.

10,000 made-up predictions in ten classes, as of CIFAR-10's validation images; the median of nine calls. The first
call's time is that of a page that has just been opened.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

from builder.analysis.calibration import calibration, fit_temperature
from builder.analysis.coach import coach
from builder.analysis.confusion import closest_calls, confusion, images_of_cell, most_confused, surest_mistakes
from builder.analysis.doubtful import doubtful_labels
from builder.presets import PRESETS
from builder.progress.epoch import Epoch
from builder.statistics.predictions import Predictions

CALLS = 9


def made_up() -> Predictions:
    """A network that is right about seven times in ten."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 10, 10_000).astype(np.uint8)
    powers = np.exp(2.5 * (random.normal(size=(10_000, 10)) + 2 * np.eye(10)[labels]))
    return Predictions(labels, (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32))


def timed(name: str, call: Callable[[], object]) -> None:
    """Prints the first call's time and the median of all."""
    seconds = []
    for _ in range(CALLS):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    print(f"{name:<16} first {1000 * seconds[0]:7.1f} ms, median {1000 * statistics.median(seconds):7.1f} ms")


def main() -> None:
    predictions = made_up()
    epochs = [
        Epoch(epoch=n, loss=1 / n, accuracy=1 - 0.5 / n, val_loss=1 / n, val_accuracy=0.8 - 0.4 / n, seconds=1.0)
        for n in range(1, 1001)
    ]
    timed("confusion", lambda: (found := confusion(predictions)).scores + most_confused(found))
    timed("a cell", lambda: images_of_cell(predictions, 3, 5))
    timed("galleries", lambda: (surest_mistakes(predictions), closest_calls(predictions)))
    timed("temperature", lambda: fit_temperature(predictions))
    timed("calibration", lambda: calibration(predictions, 1.5))
    timed("doubtful labels", lambda: doubtful_labels(predictions))
    timed("1,000 epochs", lambda: coach(PRESETS["15"].experiment, epochs, 10_000))


if __name__ == "__main__":
    main()
