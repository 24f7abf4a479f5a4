"""Crops, mirror images and cut-out squares: NumPy's own padding, and what a page shows of them."""

import numpy as np
import pytest

from builder.datasets import augmented
from builder.datasets.affine import maps
from builder.datasets.crops import NUMBERS_A_CUT
from builder.design.training.augmentation import Augmentation
from builder.engine.augment import augment
from builder.engine.backend import tf
from builder.engine.crops import cut, moved

COUNT = 400


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (COUNT, 12, 9, 3)).astype(np.float32)


def changed(images: np.ndarray, augmentation: Augmentation, seed: int = 1) -> np.ndarray:
    return augment(tf.constant(images), augmentation, tf.constant([0, seed])).numpy()


@pytest.mark.parametrize("pad", [1, 2, 8])
def test_every_crop_is_a_part_of_numpys_reflect_padding(images: np.ndarray, pad: int):
    places = np.array([(row, column) for row in range(2 * pad + 1) for column in range(2 * pad + 1)])
    some = images[: len(places)]
    down, across = (tf.constant(places[:, axis] - pad, tf.int32) for axis in (0, 1))
    found = moved(tf.constant(some), down, across, tf.zeros(len(some), tf.bool))
    padded = np.pad(some, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="reflect")
    expected = [image[row : row + 12, column : column + 9] for image, (row, column) in zip(padded, places, strict=True)]
    assert np.array_equal(found, np.stack(expected))


def test_crops_reach_every_place_equally_often_and_differ_within_a_batch(images: np.ndarray):
    first = np.repeat(images[:1], 5000, axis=0)
    _, counts = np.unique(changed(first, Augmentation(crop=2)).reshape(5000, -1), axis=0, return_counts=True)
    assert len(counts) == 25
    assert counts.min() > 200 * 0.7 and counts.max() < 200 * 1.4


def test_cutout_greys_a_square_that_lies_within_the_image(images: np.ndarray):
    grey = (changed(images, Augmentation(cutout=4)) == 127.5).all(axis=-1)
    assert (grey.sum(axis=(1, 2)) == 16).all()
    assert (grey.any(axis=2).sum(axis=1) == 4).all() and (grey.any(axis=1).sum(axis=1) == 4).all()
    assert grey.any(axis=0).all()  # and reaches every pixel
    assert (changed(images, Augmentation(cutout=112)) == 127.5).mean() == 9 / 12


def test_alternating_flips_mirror_exactly_the_images_they_are_told_to(images: np.ndarray):
    mirrored = np.arange(COUNT) % 3 == 0
    flips = Augmentation(horizontal_flip="alternating")
    found = augment(tf.constant(images), flips, tf.constant([0, 1]), tf.constant(mirrored))
    assert np.array_equal(found, np.where(mirrored[:, None, None, None], images[:, :, ::-1], images))


def test_equal_seeds_cut_equally_and_others_do_not(images: np.ndarray):
    both = Augmentation(crop=3, cutout=3)
    assert np.array_equal(changed(images, both), changed(images, both))
    assert not np.array_equal(changed(images, both), changed(images, both, seed=3))


def test_a_page_cuts_an_image_as_training_cuts_it_on_the_same_numbers(images: np.ndarray):
    augmentation = Augmentation(crop=2, cutout=5, horizontal_flip="alternating")
    draws = augmented.draw(200, seed=1)
    mirrored = draws[6] < 0
    trained = cut(
        tf.repeat(tf.constant(images[:1]), 200, axis=0),
        augmentation,
        tf.constant(draws[-NUMBERS_A_CUT:], tf.float32),
        tf.constant(mirrored),
    )
    assert np.array_equal(augmented.changed(images[0], augmentation, draws), trained)
    assert (maps(augmentation, draws[:7], height=12, width=9)[:, 0, 0] == 1).all()  # flipped once, not twice
