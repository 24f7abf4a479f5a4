"""Random changes to a batch of training images: one affine map per image, all in one operation, then `crops`.

The draws and the map are those of Keras's ImageDataGenerator: R(theta) · T(tx, ty) · S(shear) · Z(zx, zy)
maps each pixel of the changed image to a place in the original, about the centre, with bilinear
interpolation and the nearest pixel beyond the border; then the flip.
`builder.datasets.augmented` does the same in numpy, for pages.
"""

import functools
import math

from builder.datasets.crops import NUMBERS_A_CUT
from builder.design.training.augmentation import Augmentation
from builder.engine.backend import tf
from builder.engine.compiled import can_compile
from builder.engine.crops import cut


def augment(
    images: tf.Tensor, augmentation: Augmentation, seed: tf.Tensor, mirrored: tf.Tensor | None = None
) -> tf.Tensor:
    """The changed batch; float32 (N, height, width, channels) in and out.

    `seed` is two integers; equal seeds give equal changes. `mirrored`, bool (N,), says which images alternating flips
    mirror.
    """
    if augmentation.moves:
        images = transform(images, draw_rows(augmentation, tf.shape(images), seed))
    if augmentation.crop or augmentation.cutout or mirrored is not None:
        # The second number is that of the batch; below zero it begins a sequence of its own.
        shape, own_seed = (NUMBERS_A_CUT, tf.shape(images)[0]), seed * [1, -1]
        draws = tf.random.stateless_uniform(shape, seed=own_seed, minval=-1.0, maxval=1.0)
        images = cut(images, augmentation, draws, mirrored)
    return images


def transform(images: tf.Tensor, rows: tf.Tensor) -> tf.Tensor:
    """Moves each image by its row of eight numbers, as ImageProjectiveTransformV3 defines them."""
    return _compiled(images, rows) if can_compile() else by_operation(images, rows)


def by_operation(images: tf.Tensor, rows: tf.Tensor) -> tf.Tensor:
    """`transform` by TensorFlow's own operation, which computes a pixel's source again for each channel."""
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=rows,
        output_shape=tf.shape(images)[1:3],
        interpolation="BILINEAR",
        fill_mode="NEAREST",
        fill_value=0.0,
    )


@functools.partial(tf.function, jit_compile=True, autograph=False)
def _compiled(images: tf.Tensor, rows: tf.Tensor) -> tf.Tensor:
    """`transform` as one compiled loop: a third of the operation's time. The two differ only by rounding."""
    height, width, channels = images.shape[1:]
    row = tf.reshape(tf.range(height, dtype=tf.float32), (1, height, 1))
    column = tf.reshape(tf.range(width, dtype=tf.float32), (1, 1, width))
    a0, a1, a2, b0, b1, b2 = (rows[:, place, tf.newaxis, tf.newaxis] for place in range(6))
    x = tf.clip_by_value(a0 * column + a1 * row + a2, 0.0, width - 1.0)
    y = tf.clip_by_value(b0 * column + b1 * row + b2, 0.0, height - 1.0)
    # The pixel to the left and above; at the far border the last but one, whose weight is then 0.
    left = tf.minimum(tf.cast(x, tf.int32), width - 2)
    above = tf.minimum(tf.cast(y, tf.int32), height - 2)
    across = (x - tf.cast(left, tf.float32))[..., tf.newaxis]
    down = (y - tf.cast(above, tf.float32))[..., tf.newaxis]
    pixels = tf.reshape(images, (-1, height * width, channels))
    place = above * width + left

    def beside(step: int) -> tf.Tensor:
        return tf.gather(pixels, place + step, batch_dims=1)

    upper = beside(0) * (1 - across) + beside(1) * across
    lower = beside(width) * (1 - across) + beside(width + 1) * across
    return upper * (1 - down) + lower * down


def draw_rows(augmentation: Augmentation, shape: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Draws one map for each image of a batch of `shape`: (N, 8) float32."""
    # Seven numbers per image, each uniform in [-1, 1).
    draws = tf.random.stateless_uniform((7, shape[0]), seed=seed, minval=-1.0, maxval=1.0)
    return drawn_rows(augmentation, draws, height=tf.cast(shape[1], tf.float32), width=tf.cast(shape[2], tf.float32))


def drawn_rows(augmentation: Augmentation, draws: tf.Tensor, *, height: tf.Tensor, width: tf.Tensor) -> tf.Tensor:
    """The maps of the draws (7, N) from -1 to 1, as (N, 8) rows."""
    return affine_rows(
        theta=draws[0] * math.radians(augmentation.rotation),
        tx=draws[1] * augmentation.width_shift * width,
        ty=draws[2] * augmentation.height_shift * height,
        shear=draws[3] * math.radians(augmentation.shear),
        zx=1.0 + draws[4] * augmentation.zoom,
        zy=1.0 + draws[5] * augmentation.zoom,
        flip=(draws[6] < 0.0) & (augmentation.horizontal_flip is True),
        height=height,
        width=width,
    )


def affine_rows(
    *,
    theta: tf.Tensor,
    tx: tf.Tensor,
    ty: tf.Tensor,
    shear: tf.Tensor,
    zx: tf.Tensor,
    zy: tf.Tensor,
    flip: tf.Tensor,
    height: tf.Tensor,
    width: tf.Tensor,
) -> tf.Tensor:
    """The maps as (N, 8) rows. Angles in radians; shifts in pixels, tx sideways, ty up and down.

    Today's Keras generator draws tx by its height_shift_range and ty by its width_shift_range, so each moves
    images along the other axis than its name says; its function that moves an image has x sideways, as here.
    """
    cos, sin = tf.cos(theta), tf.sin(theta)
    shear_sin, shear_cos = tf.sin(shear), tf.cos(shear)
    m00, m01 = cos * zx, -(cos * shear_sin + sin * shear_cos) * zy
    m10, m11 = sin * zx, (cos * shear_cos - sin * shear_sin) * zy
    centre_x, centre_y = width / 2 - 0.5, height / 2 - 0.5
    x0 = centre_x + cos * tx - sin * ty - m00 * centre_x - m01 * centre_y
    y0 = centre_y + sin * tx + cos * ty - m10 * centre_x - m11 * centre_y
    # The flip mirrors the output: the same as starting at the far end and going backwards.
    across = tf.where(flip, -1.0, 1.0)
    start = tf.where(flip, width - 1.0, 0.0)
    zeros = tf.zeros_like(x0)
    return tf.stack(
        [m00 * across, m01, x0 + m00 * start, m10 * across, m11, y0 + m10 * start, zeros, zeros],
        axis=1,
    )
