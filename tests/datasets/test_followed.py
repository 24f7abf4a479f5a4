"""Which validation images are followed through training: fixed by the split, of different classes."""

import numpy as np
import pytest

from builder.datasets.followed import followed_images
from builder.datasets.images import Images


def images(labels) -> Images:
    """Images that carry their own number."""
    labels = np.asarray(labels, np.uint8)
    pixels = np.arange(len(labels), dtype=np.uint8).reshape(-1, 1, 1, 1)
    return Images(np.broadcast_to(pixels, (len(labels), 4, 4, 1)), labels)


@pytest.mark.parametrize(
    ("labels", "of_each"),
    [
        (np.arange(10).repeat(20), {1}),  # ten classes: eight of them, one image each
        ([3] * 100 + [1, 4, 0, 2], {1, 4}),  # five, of which four have one image
        (np.arange(3).repeat(40), {2, 3}),
        ([0, 1, 1], {1, 2}),
        ([], set()),
    ],
)
def test_they_are_of_as_many_classes_as_there_are_and_stand_in_their_order(labels, of_each):
    labels = np.random.RandomState(1).permutation(labels)
    chosen = followed_images(images(labels), seed=0).images
    assert len(chosen) == min(8, len(labels))
    assert set(np.unique(chosen.labels, return_counts=True)[1]) == of_each
    assert len(set(chosen.labels)) == min(8, len(set(labels)))
    assert (np.diff(chosen.labels.astype(int)) >= 0).all()
    numbers = chosen.images[:, 0, 0, 0]
    assert len(set(numbers)) == len(chosen)
    np.testing.assert_array_equal(np.asarray(labels, int)[numbers], chosen.labels)


def test_the_split_alone_decides_which_they_are():
    validation = images(np.random.RandomState(1).permutation(np.arange(10).repeat(20)))
    first, again, other = (followed_images(validation, seed).images.images[:, 0, 0, 0].tolist() for seed in (0, 0, 1))
    assert first == again != other


def test_every_other_one_is_the_image_of_its_class_that_looks_most_like_another_class():
    # Class n is of brightness 20 n; of each class one image is halfway and a little more to the next class's.
    labels = np.arange(10).repeat(20)
    bright = (20.0 * labels)[:, None, None, None] * np.ones((1, 4, 4, 1))
    doubtful = np.arange(7, 200, 20)
    bright[doubtful] += 11
    chosen, are_tricky = followed_images(Images(bright.astype(np.uint8), labels.astype(np.uint8)), seed=0)
    shown = chosen.images[:, 0, 0, 0].astype(int) - 20 * chosen.labels.astype(int)
    assert are_tricky.tolist() == [False, True] * 4
    # Those of the last class have no next one to look like.
    np.testing.assert_array_equal(shown[are_tricky & (chosen.labels < 9)], 11)


def test_of_three_classes_no_image_is_shown_twice_whatever_is_tricky():
    chosen, are_tricky = followed_images(images(np.random.RandomState(1).permutation(np.arange(3).repeat(40))), seed=0)
    assert len(set(chosen.images[:, 0, 0, 0])) == 8 and are_tricky.sum() == 4


def test_a_class_without_another_image_and_a_single_class_have_no_tricky_one():
    assert not followed_images(images(np.arange(8)), seed=0).are_tricky.any()
    assert not followed_images(images([4] * 20), seed=0).are_tricky.any()
