"""How much each part of a network matters: its accuracy without it, and the time that each layer takes."""

import time
from collections.abc import Callable

import numpy as np

from builder.datasets.images import Images
from builder.design.cost.maps import block_ends
from builder.design.cost.summary import Summary
from builder.design.network.graph import IMAGES
from builder.engine.backend import keras, tf
from builder.engine.inside.network import as_input
from builder.engine.inside.passing import output_of, passed
from builder.progress.parts import TIMED_IMAGES, TIMES, Parts


def parts_of(model: keras.Model, summary: Summary, images: Images, done: Callable[[float], None]) -> Parts:
    """Measures every part; `done(share)` is told how far it is, from 0 to 1, and may raise to end it.

    A silenced block passes on zeros (`zeroed`), or what it gave for another image (`shuffled`, a permutation that is
    the same each time). Where all that the network knows passes through each block, it can only guess without one. So
    `halved` is the mean of two accuracies, with one half of the block's maps (or numbers) at zero, and with the other.
    A removed channel is zero, as if the first layer had no weights for it.
    """
    ends = [summary.rows.index(row) for row in block_ends(summary)]
    channels = images.images.shape[-1]
    steps = 2 + 4 * len(ends) + channels
    count = iter(range(1, steps + 1))

    def told(value: float) -> float:
        done(next(count) / steps)
        return value

    def accuracy(pictures: np.ndarray, given: dict[int, np.ndarray] | None = None) -> float:
        said = passed(model, summary.rows, pictures, len(summary.rows) - 1, given)
        return told(float((said.argmax(axis=1) == images.labels).mean()))

    whole = accuracy(images.images)
    others = np.random.default_rng(0).permutation(len(images))
    halved, zeroed, shuffled = [], [], []
    for number in ends:
        output = passed(model, summary.rows, images.images, number)
        halves = (accuracy(images.images, {number: output * half}) for half in halves_of(output.shape[-1]))
        halved.append(float(np.mean(list(halves))))
        zeroed.append(accuracy(images.images, {number: np.zeros_like(output)}))
        shuffled.append(accuracy(images.images, {number: output[others]}))
    without = [accuracy(_without(images.images, channel)) for channel in range(channels)]
    seconds = seconds_by_layer(model, summary, images.images[:TIMED_IMAGES])
    told(0.0)
    return Parts(
        images=len(images),
        accuracy=whole,
        halved=tuple(halved),
        zeroed=tuple(zeroed),
        shuffled=tuple(shuffled),
        without_channel=tuple(without),
        seconds=tuple(seconds.tolist()),
    )


def halves_of(maps: int) -> tuple[np.ndarray, np.ndarray]:
    """Two halves of so many maps, drawn at random but always alike: float32 (maps,), 1 for those that are left."""
    left = np.zeros(maps, np.float32)
    left[np.random.default_rng(0).permutation(maps)[: maps // 2]] = 1
    return left, 1 - left


def seconds_by_layer(model: keras.Model, summary: Summary, images: np.ndarray) -> np.ndarray:
    """The seconds that each layer takes for one image, when it is given `images` at once; float64 (layers,)."""
    known: dict[int, tf.Tensor] = {IMAGES: as_input(images)}
    seconds = []
    for number, row in enumerate(summary.rows):
        output_of(model, summary.rows, number, known)
        inputs = {taken: known[taken] for taken in row.inputs}
        measured = [_seconds(lambda: output_of(model, summary.rows, number, dict(inputs))) for _ in range(TIMES)]  # noqa: B023 - called at once
        seconds.append(float(np.median(measured)) / len(images))
    return np.array(seconds)


def _seconds(action: Callable[[], "tf.Tensor"]) -> float:
    began = time.perf_counter()
    action().numpy()  # waits until it is computed
    return time.perf_counter() - began


def _without(images: np.ndarray, channel: int) -> np.ndarray:
    changed = images.copy()
    changed[..., channel] = 0
    return changed
