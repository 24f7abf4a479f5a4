"""Crops after reflect-padding, mirror images and cut-out squares of a batch: whole pixels, none computed anew.

`builder.datasets.crops` does the same in numpy, for pages.
"""

from builder.design.training.augmentation import GREY, Augmentation
from builder.engine.backend import tf


def cut(images: tf.Tensor, augmentation: Augmentation, draws: tf.Tensor, mirrored: tf.Tensor | None) -> tf.Tensor:
    """The batch, float32 (N, height, width, channels), cropped, mirrored and cut out by the draws (4, N) from -1 to 1.

    The draws decide the crop's place down and across, and the square's. `mirrored` is bool (N,), or None for no image.
    """
    height, width = images.shape[1:3]
    if augmentation.crop or mirrored is not None:
        places = 2 * augmentation.crop + 1
        down, across = (_whole(draw, places) - augmentation.crop for draw in (draws[0], draws[1]))
        images = moved(images, down, across, tf.zeros_like(down, tf.bool) if mirrored is None else mirrored)
    if augmentation.cutout:
        side = min(augmentation.cutout, height, width)
        top, left = _whole(draws[2], height - side + 1), _whole(draws[3], width - side + 1)
        images = tf.where(_within(top, side, height)[:, :, None] & _within(left, side, width)[:, None], GREY, images)
    return images


def moved(images: tf.Tensor, down: tf.Tensor, across: tf.Tensor, mirrored: tf.Tensor) -> tf.Tensor:
    """Each image as seen `down` and `across` pixels further on, int32 (N,), and then mirrored or not, bool (N,).

    Beyond the border the image goes on as its own mirror image, without repeating the border, as NumPy's "reflect".
    """
    height, width = images.shape[1:3]
    rows = _reflected(tf.range(height) + down[:, None], height)
    columns = _reflected(tf.range(width) + across[:, None], width)
    columns = tf.where(mirrored[:, None], columns[:, ::-1], columns)
    return tf.gather(tf.gather(images, rows, axis=1, batch_dims=1), columns, axis=2, batch_dims=1)


def _reflected(places: tf.Tensor, size: int) -> tf.Tensor:
    """Places from 0 to size - 1 for places before and beyond them."""
    period = 2 * (size - 1)
    places = tf.math.floormod(places, period)
    return tf.minimum(places, period - places)


def _whole(draws: tf.Tensor, count: int) -> tf.Tensor:
    """Numbers from 0 to count - 1, equally likely, from draws between -1 and 1: int32."""
    return tf.minimum(tf.cast(tf.floor((draws + 1.0) / 2.0 * count), tf.int32), count - 1)


def _within(first: tf.Tensor, side: int, size: int) -> tf.Tensor:
    """Which of `size` places lie in the `side` places from `first` on: bool (N, size, 1)."""
    places = tf.range(size)
    return ((places >= first[:, None]) & (places < first[:, None] + side))[..., None]
