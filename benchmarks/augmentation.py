"""Augmentation against the generator of the slides, Keras's ImageDataGenerator, side by side.

    python benchmarks/augmentation.py [--presets 16 18] [--images 10000] [--rounds 5] [--seconds 1]

Each round runs in turn, for a moment each, the whole stream that trains a network with the product's engine (shuffle,
gather, cast, one affine map per batch, scale) and `ImageDataGenerator(...).flow(...)` with the slides' arguments.
Both read the same images, random bytes of CIFAR-10's size: speed does not depend on what they show; the generator
keeps them as float32, as it always does. Nothing is trained meanwhile.

Prints for every round the images per second of both, and the ratio twice: by the clock, where the engine has all
cores and the generator one, and by processor time, which other programs on the machine disturb less. Then the lowest,
median and highest ratio; above 1 the engine is faster. The first batches, for which TensorFlow compiles, are not
counted.
"""

import argparse
import statistics
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from builder.design.training.augmentation import Augmentation  # noqa: E402
from builder.design.training.training import Training  # noqa: E402
from builder.engine.pipeline import training_batches  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.presets import get  # noqa: E402

#: The first batch, for which TensorFlow compiles, and those prefetched meanwhile.
UNCOUNTED_BATCHES = 5


def generator_batches(images: np.ndarray, labels: np.ndarray, training: Training) -> Iterator:
    """The endless stream of the slides: `flow` of a generator with this training's augmentation."""
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    augmentation = training.augmentation or Augmentation()
    generator = ImageDataGenerator(
        rescale=1 / 255,
        rotation_range=augmentation.rotation,
        width_shift_range=augmentation.width_shift,
        height_shift_range=augmentation.height_shift,
        shear_range=augmentation.shear,
        zoom_range=augmentation.zoom,
        horizontal_flip=augmentation.horizontal_flip,
    )
    return generator.flow(images, labels, batch_size=training.batch_size, seed=training.seed)


class Speed(NamedTuple):
    """Images per second by the clock, and per second of processor time of all cores together."""

    clock: float
    processor: float


def speed(batches: Iterator, seconds: float) -> Speed:
    """How fast the stream yields images, over `seconds` after its first batches."""
    for _ in range(UNCOUNTED_BATCHES):
        next(batches)
    count = 0
    began, processor_began = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        count += len(next(batches)[1])
    return Speed(count / (time.perf_counter() - began), count / (time.process_time() - processor_began))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", nargs="+", default=["16", "18"])
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    arguments = parser.parse_args()
    draw = np.random.default_rng(0)
    images = draw.integers(0, 256, (arguments.images, 32, 32, 3), dtype=np.uint8)
    labels = draw.integers(0, 10, arguments.images, dtype=np.uint8)
    warnings.filterwarnings("ignore", "Please import", DeprecationWarning)
    print(f"{arguments.images:,} images, {arguments.rounds} rounds of {arguments.seconds:g} s each, {processor()}")
    for id in arguments.presets:
        training = get(id).experiment.training
        ratios: list[Speed] = []
        for number in range(1, arguments.rounds + 1):
            engine = speed(iter(training_batches(images, labels, training)), arguments.seconds)
            generator = speed(generator_batches(images, labels, training), arguments.seconds)
            ratio = Speed(engine.clock / generator.clock, engine.processor / generator.processor)
            ratios.append(ratio)
            print(
                f"project {id}, round {number}: engine {engine.clock:8,.0f} images/s, generator "
                f"{generator.clock:6,.0f} images/s, ratio {ratio.clock:5.1f}, by processor time {ratio.processor:5.1f}",
                flush=True,
            )
        for name, values in zip(("by the clock", "by processor time"), zip(*ratios, strict=True), strict=True):
            print(
                f"project {id}, batches of {training.batch_size}, ratio {name}: lowest {min(values):.1f}, "
                f"median {statistics.median(values):.1f}, highest {max(values):.1f}"
            )


if __name__ == "__main__":
    main()
