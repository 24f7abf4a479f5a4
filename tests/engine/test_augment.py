"""Augmentation against Keras's own ImageDataGenerator code, on real images."""

import numpy as np
import pytest

from builder.engine.augment import affine_rows, augment, draw_rows, transform
from builder.engine.backend import tf
from builder.spec.training import Augmentation

DRAWS = 100
PROJECT_16 = Augmentation(rotation=15, zoom=0.1, shear=0.2, horizontal_flip=True, width_shift=0.2, height_shift=0.2)


@pytest.fixture(scope="module")
def pictures(digits) -> np.ndarray:
    """Real images with something different in each channel, so that a mix-up of axes shows."""
    images = digits.train.images[:DRAWS].astype(np.float32)
    images[..., 1] = np.roll(images[..., 1], 5, axis=1)
    images[..., 2] = 255 - np.roll(images[..., 2], 3, axis=2)
    return images


def by_keras(image, theta, tx, ty, shear, zx, zy, flip):
    """One image through the code that the slides ran; angles in degrees."""
    from keras.src.legacy.preprocessing.image import apply_affine_transform

    moved = apply_affine_transform(
        image, theta=theta, tx=tx, ty=ty, shear=shear, zx=zx, zy=zy,
        row_axis=0, col_axis=1, channel_axis=2, fill_mode="nearest", order=1,
    )  # fmt: skip
    return moved[:, ::-1] if flip else moved


@pytest.mark.filterwarnings("ignore:Please import:DeprecationWarning")
def test_each_image_moves_as_keras_moves_it(pictures: np.ndarray):
    random = np.random.default_rng(0)
    drawn = {
        "theta": random.uniform(-30, 30, DRAWS),
        "tx": random.uniform(-8, 8, DRAWS),
        "ty": random.uniform(-8, 8, DRAWS),
        "shear": random.uniform(-20, 20, DRAWS),
        "zx": random.uniform(0.7, 1.3, DRAWS),
        "zy": random.uniform(0.7, 1.3, DRAWS),
        "flip": random.random(DRAWS) < 0.5,
    }
    expected = np.stack([by_keras(pictures[i], **{key: drawn[key][i] for key in drawn}) for i in range(DRAWS)])

    ours = {key: tf.constant(values, tf.bool if key == "flip" else tf.float32) for key, values in drawn.items()}
    ours |= {key: ours[key] * (np.pi / 180) for key in ("theta", "shear")}
    rows = affine_rows(**ours, height=tf.constant(32.0), width=tf.constant(32.0))
    moved = transform(tf.constant(pictures), rows).numpy()
    assert np.abs(moved - expected).max() <= 0.0012


def test_a_flip_alone_is_the_exact_mirror_image(pictures: np.ndarray):
    changed = augment(tf.constant(pictures), Augmentation(horizontal_flip=True), tf.constant([0, 1])).numpy()
    mirrored = (changed == pictures[:, :, ::-1]).all(axis=(1, 2, 3))
    untouched = (changed == pictures).all(axis=(1, 2, 3))
    assert (mirrored | untouched).all()
    assert 30 <= mirrored.sum() <= 70


def test_no_augmentation_leaves_images_as_they_are(pictures: np.ndarray):
    unchanged = augment(tf.constant(pictures), Augmentation(), tf.constant([0, 1])).numpy()
    assert np.array_equal(unchanged, pictures)


def test_equal_seeds_change_a_batch_equally_and_others_differently(pictures: np.ndarray):
    images = tf.constant(pictures)
    first, again, other = (augment(images, PROJECT_16, tf.constant([7, n])).numpy() for n in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_each_image_of_a_batch_gets_draws_of_its_own(pictures: np.ndarray):
    rows = draw_rows(PROJECT_16, tf.constant([DRAWS, 32, 32, 3]), tf.constant([0, 0])).numpy()
    assert len(np.unique(rows[:, :6], axis=0)) == DRAWS


def test_shifts_stay_within_their_share_of_the_image_and_use_all_of_it():
    shape = tf.constant([20_000, 32, 32, 3])
    rows = draw_rows(Augmentation(width_shift=0.25, height_shift=0.125), shape, tf.constant([3, 4])).numpy()
    across, down = (rows[:, 5], rows[:, 2])
    assert np.abs(across).max() == pytest.approx(8, abs=0.01)
    assert np.abs(down).max() == pytest.approx(4, abs=0.01)
    assert across.mean() == pytest.approx(0, abs=0.15)
