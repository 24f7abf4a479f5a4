"""The changes that the augmentation studio shows."""

from functools import partial

import numpy as np
import pytest

from builder.datasets import augmented
from builder.datasets.affine import maps
from builder.design.training.augmentation import Augmentation
from tests.work import python_calls

ALL = Augmentation(rotation=15, width_shift=0.2, height_shift=0.2, shear=0.2, zoom=0.1, horizontal_flip=True)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)


def only(number: int, value: float) -> np.ndarray:
    """One draw of which a single number is not nought."""
    draws = np.zeros((augmented.NUMBERS_A_DRAW, 1))
    draws[number] = value
    return draws


def test_no_augmentation_leaves_the_image_as_it_is(image: np.ndarray):
    assert np.array_equal(
        augmented.changed(image, Augmentation(), augmented.draw(24, 0)), np.repeat(image[None], 24, axis=0)
    )


def test_a_shift_sideways_by_half_shows_the_right_half_and_repeats_the_border(image: np.ndarray):
    changed = augmented.changed(image, Augmentation(width_shift=0.5), only(1, 1.0))[0]
    assert np.array_equal(changed[:, :16], image[:, 16:])
    assert np.array_equal(changed[:, 16:], np.repeat(image[:, -1:], 16, axis=1))


def test_a_shift_upwards_by_a_quarter_shows_the_lower_three_quarters(image: np.ndarray):
    changed = augmented.changed(image, Augmentation(height_shift=0.25), only(2, 1.0))[0]
    assert np.array_equal(changed[:24], image[8:])
    assert np.array_equal(changed[24:], np.repeat(image[-1:], 8, axis=0))


def test_a_turn_by_half_a_circle_is_the_image_upside_down(image: np.ndarray):
    changed = augmented.changed(image, Augmentation(rotation=180), only(0, 1.0))[0]
    assert np.abs(changed - image[::-1, ::-1]).max() < 1e-3


def test_a_flip_is_the_mirror_image_and_comes_with_negative_numbers_alone(image: np.ndarray):
    mirrored, same = (
        augmented.changed(image, Augmentation(horizontal_flip=True), only(6, value))[0] for value in (-1, 1)
    )
    assert np.array_equal(mirrored, image[:, ::-1])
    assert np.array_equal(same, image)


def test_a_zoom_of_one_half_shows_the_middle_at_half_the_steps():
    ramp = np.repeat(np.arange(32.0)[np.newaxis, :, np.newaxis], 32, axis=0)
    changed = augmented.changed(ramp, Augmentation(zoom=0.5), only(4, -1.0))[0, 0, :, 0]
    assert changed == pytest.approx(15.5 + 0.5 * (np.arange(32) - 15.5))


def test_a_crop_shows_a_part_of_the_image_and_its_mirrored_edges(image: np.ndarray):
    padded = np.pad(image, ((2, 2), (2, 2), (0, 0)), mode="reflect")
    corners = {(0, 0): (-1, -1), (4, 4): (0.99, 0.99), (2, 2): (0, 0), (0, 4): (-1, 0.99)}
    for (row, column), (down, across) in corners.items():
        draws = only(7, down) + only(8, across)
        changed = augmented.changed(image, Augmentation(crop=2), draws)[0]
        assert np.array_equal(changed, padded[row : row + 32, column : column + 32])


def test_cutout_greys_one_square_and_nothing_else(image: np.ndarray):
    changed = augmented.changed(image, Augmentation(cutout=8), only(9, 0.99) + only(10, -1))[0]
    expected = image.astype(np.float32)
    expected[24:, :8] = 127.5
    assert np.array_equal(changed, expected)


def test_equal_seeds_draw_equal_numbers_and_a_wider_range_stretches_the_same_changes():
    assert np.array_equal(augmented.draw(24, 5), augmented.draw(24, 5))
    assert not np.array_equal(augmented.draw(24, 5), augmented.draw(24, 6))
    narrow, wide = (
        maps(Augmentation(width_shift=share), augmented.draw(24, 5), height=32, width=32)[:, 0, 2]
        for share in (0.1, 0.2)
    )
    assert wide == pytest.approx(2 * narrow)


def test_numbers_fill_the_range_from_minus_one_to_one():
    numbers = augmented.draw(2000, 0)
    assert numbers.shape == (11, 2000)
    assert -1 <= numbers.min() < -0.99 and 0.99 < numbers.max() < 1


def test_all_changes_are_made_together_so_that_more_of_them_are_no_more_python(image: np.ndarray):
    """benchmarks/parts.py has the milliseconds of the studio's 24."""
    draws = [augmented.draw(count, 0) for count in (1, 1, 24)]
    work = [python_calls(partial(augmented.changed, image, ALL, drawn)) for drawn in draws]
    assert work[2] == work[1]  # the first call of all also fills caches
