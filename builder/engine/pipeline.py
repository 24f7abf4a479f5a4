"""Feeds images to the network. They stay bytes in memory; tf.data shuffles, gathers, augments and scales them.

A batch is made by a few operations on the whole batch, in TensorFlow's threads, without Python.
"""

import numpy as np

from builder.design.cost.evaluation import EVALUATION_BATCH
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import Training, batches_per_pass, smaller_steps
from builder.engine.augment import augment
from builder.engine.backend import tf

#: AutoGraph would rewrite Python's `if` and `for` for TensorFlow; here it finds none, and takes half a second.
_as_written = tf.autograph.experimental.do_not_convert


def images_in(steps: int, image_count: int, batch_size: int) -> int:
    """How many images the first `steps` batches of the endless stream hold."""
    passes, rest = divmod(steps, batches_per_pass(image_count, batch_size))
    return passes * image_count + rest * batch_size


def training_batches(
    images: np.ndarray, labels: np.ndarray, training: Training, first_step: int = 0
) -> tf.data.Dataset:
    """An endless stream of (float32 (N, height, width, channels) from 0 to 1, labels (N,)), pass after pass.

    Each pass holds every image once. Its order, and the random changes of a batch, follow from the seed and
    their place in the stream, so a stream that starts at `first_step` equals the whole stream from there on.
    With a progressive size the first batches are smaller: bilinear, each pixel a mean over all that it stands for.
    Flips that alternate mirror a random half of the images in the first pass, the others in the second, and so on.
    """
    image_count, batch_size = len(images), training.batch_size
    steps = batches_per_pass(image_count, batch_size)
    first_pass, first_in_pass = divmod(first_step, steps)
    images, labels = tf.constant(images), tf.constant(labels)
    augmentation = _acting(training.augmentation)
    first_flips = _first_flips(training, image_count)
    smaller = smaller_steps(image_count, training)

    @_as_written
    def one_pass(number: tf.Tensor) -> tf.data.Dataset:
        order = tf.random.experimental.stateless_shuffle(
            tf.range(image_count), seed=tf.stack([tf.constant(training.seed, tf.int64), 2 * number])
        )

        @_as_written
        def indices(step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            return order[step * batch_size : (step + 1) * batch_size], number * steps + step

        first = tf.where(number == first_pass, tf.constant(first_in_pass, tf.int64), 0)
        return tf.data.Dataset.range(first, steps).map(indices)

    @_as_written
    def batch(indices: tf.Tensor, step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels = tf.cast(tf.gather(images, indices), tf.float32)
        if augmentation is not None:
            mirrored = None
            if augmentation.alternates:
                mirrored = tf.gather(first_flips, indices) ^ (step // steps % 2 == 1)
            seed = tf.stack([tf.constant(training.seed, tf.int64), 2 * step + 1])
            pixels = augment(pixels, augmentation, seed, mirrored)
        pixels /= 255.0
        if smaller and training.progressive_size is not None:
            height, width, _ = training.progressive_size.shape(tuple(images.shape[1:]))
            pixels = tf.cond(
                step < smaller,
                lambda: tf.image.resize(pixels, (height, width), antialias=True),
                lambda: pixels,
            )
        return pixels, tf.gather(labels, indices)

    passes = tf.data.Dataset.range(first_pass, np.iinfo(np.int64).max)
    return passes.flat_map(one_pass).map(batch, num_parallel_calls=tf.data.AUTOTUNE).prefetch(2)


def evaluation_batches(images: np.ndarray, labels: np.ndarray, batch_size: int = EVALUATION_BATCH) -> tf.data.Dataset:
    """Every image once, in order, as (float32 (N, height, width, channels) from 0 to 1, labels (N,))."""
    image_count = len(images)
    images, labels = tf.constant(images), tf.constant(labels)

    @_as_written
    def batch(start: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        end = tf.minimum(start + batch_size, image_count)
        return tf.cast(images[start:end], tf.float32) / 255.0, labels[start:end]

    starts = tf.data.Dataset.range(0, image_count, batch_size)
    return starts.map(batch, num_parallel_calls=tf.data.AUTOTUNE).prefetch(2)


def _first_flips(training: Training, image_count: int) -> tf.Tensor:
    """Which images alternating flips mirror in the first pass: each with probability one half, by the seed."""
    # Other draws have numbers of a pass or a batch here, or those of batches below zero, which are odd.
    return tf.random.stateless_uniform((image_count,), seed=(training.seed, -2)) < 0.5


def _acting(augmentation: Augmentation | None) -> Augmentation | None:
    """The augmentation, or None where all of it is zero."""
    return None if augmentation == Augmentation() else augmentation
