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
    chosen = followed_images(images(labels), seed=0)
    assert len(chosen) == min(8, len(labels))
    assert set(np.unique(chosen.labels, return_counts=True)[1]) == of_each
    assert len(set(chosen.labels)) == min(8, len(set(labels)))
    assert (np.diff(chosen.labels.astype(int)) >= 0).all()
    numbers = chosen.images[:, 0, 0, 0]
    assert len(set(numbers)) == len(chosen)
    np.testing.assert_array_equal(np.asarray(labels, int)[numbers], chosen.labels)


def test_the_split_alone_decides_which_they_are():
    validation = images(np.random.RandomState(1).permutation(np.arange(10).repeat(20)))
    first, again, other = (followed_images(validation, seed).images[:, 0, 0, 0].tolist() for seed in (0, 0, 1))
    assert first == again != other
