"""Training speed against the plain Keras script that a student would have written, side by side.

    python benchmarks/speed.py [--presets 0 4] [--images 8000] [--rounds 3]

Each round trains one epoch with the product's engine (callbacks, weights on disk, validation) and one with
`model.fit` on float arrays, in turn, on the same images (random bytes: speed does not depend on what they show).
Prints images per second of both and their ratio; above 1 the engine is faster. The first epoch of each, which
traces the graph, is not counted.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from builder.datasets import Images, Split  # noqa: E402
from builder.engine.backend import keras  # noqa: E402
from builder.engine.build import build_model  # noqa: E402
from builder.engine.fit import fit  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.presets import get  # noqa: E402
from builder.spec.experiment import Experiment  # noqa: E402


class _Silent:
    """A listener that keeps the time of each epoch and never stops."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def phase(self, text: str) -> None: ...

    def progress(self, progress: object) -> None: ...

    def epoch(self, epoch, **_: object) -> None:
        self.seconds.append(epoch.seconds)

    def stop_requested(self) -> bool:
        return False

    def pause_requested(self) -> bool:
        return False


def engine_seconds(experiment: Experiment, split: Split, epochs: int) -> list[float]:
    """Seconds of each epoch, validation included, by the product's engine."""
    listener = _Silent()
    training = experiment.training.model_copy(update={"epochs": epochs, "early_stopping": ()})
    with tempfile.TemporaryDirectory() as folder:
        fit(experiment.model_copy(update={"training": training}), split, listener, Path(folder))
    return listener.seconds


def plain_seconds(experiment: Experiment, split: Split, epochs: int) -> list[float]:
    """Seconds of each epoch, validation included, by `model.fit` on float arrays."""
    model = build_model(experiment.network, seed=0)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    x_train, x_val = (part.images.astype("float32") / 255 for part in (split.train, split.validation))
    seconds: list[float] = []

    class Clock(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.began = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            seconds.append(time.perf_counter() - self.began)

    model.fit(
        x_train, split.train.labels, batch_size=experiment.training.batch_size, epochs=epochs,
        validation_data=(x_val, split.validation.labels), callbacks=[Clock()], verbose=0,
    )  # fmt: skip
    return seconds


def random_split(count: int) -> Split:
    """`count` training images of random bytes, a quarter of that for validation and for the test."""
    draw = np.random.default_rng(0)

    def part(size: int) -> Images:
        return Images(
            images=draw.integers(0, 256, (size, 32, 32, 3), dtype=np.uint8),
            labels=draw.integers(0, 10, size, dtype=np.uint8),
        )

    names = tuple(map(str, range(10)))
    return Split(train=part(count), validation=part(count // 4), test=part(count // 4), class_names=names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", nargs="+", default=["0", "4"])
    parser.add_argument("--images", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    split = random_split(arguments.images)
    images = len(split.train.images) + len(split.validation.images)
    print(f"{arguments.images:,} training images, {arguments.rounds} rounds, {processor()}")
    for id in arguments.presets:
        experiment = get(id).experiment
        ours, plain = [], []
        for _ in range(arguments.rounds):
            ours.append(min(engine_seconds(experiment, split, 2)[1:]))
            plain.append(min(plain_seconds(experiment, split, 2)[1:]))
        ratio = statistics.median(plain) / statistics.median(ours)
        print(
            f"project {id:>3}: engine {images / statistics.median(ours):8,.0f} images/s, "
            f"plain {images / statistics.median(plain):8,.0f} images/s, ratio {ratio:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
