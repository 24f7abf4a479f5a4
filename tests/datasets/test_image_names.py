"""A name means the same image wherever it is kept, and no other."""

import hashlib

import numpy as np

from builder.datasets.image_names import image_names, places_of, same_images
from builder.datasets.images import Images


def some(count: int) -> Images:
    chance = np.random.default_rng(0)
    return Images(chance.integers(0, 256, (count, 4, 4, 3), dtype=np.uint8), np.arange(count, dtype=np.uint8) % 3)


def test_a_name_is_the_start_of_the_sha_256_of_pixels_and_label():
    images = some(2)
    expected = hashlib.sha256(images.images[1].tobytes() + b"\x01").digest()[:16]
    assert image_names(images)[1].tobytes() == expected


def test_images_are_found_in_another_order_and_a_changed_pixel_or_label_is_not():
    images = some(20)
    order = np.random.default_rng(1).permutation(20)
    names, elsewhere = image_names(images), image_names(images.take(order))
    np.testing.assert_array_equal(order[places_of(names, elsewhere)], np.arange(20))
    assert same_images(names, elsewhere) and not same_images(names, elsewhere[1:])
    pixels, labels = images.images.copy(), images.labels.copy()
    pixels[3, 0, 0, 0] ^= 1
    labels[5] += 1
    missing = places_of(names, image_names(Images(pixels, labels))) < 0
    assert np.flatnonzero(missing).tolist() == [3, 5]


def test_no_two_of_the_digits_share_a_name():
    from builder.datasets.digits import read

    assert len(np.unique(image_names(read().images), axis=0)) == 1797
