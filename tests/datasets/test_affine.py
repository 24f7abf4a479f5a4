"""The changes that the augmentation studio shows."""

from functools import partial

import numpy as np
import pytest

from builder.datasets import affine
from builder.design.training.augmentation import Augmentation
from tests.work import python_calls

ALL = Augmentation(rotation=15, width_shift=0.2, height_shift=0.2, shear=0.2, zoom=0.1, horizontal_flip=True)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)


def only(number: int, value: float) -> np.ndarray:
    """One draw of which a single number is not nought."""
    draws = np.zeros((affine.NUMBERS_A_DRAW, 1))
    draws[number] = value
    return draws


def test_no_augmentation_leaves_the_image_as_it_is(image: np.ndarray):
    assert np.array_equal(affine.changed(image, Augmentation(), affine.draw(24, 0)), np.repeat(image[None], 24, axis=0))


def test_a_shift_sideways_by_half_shows_the_right_half_and_repeats_the_border(image: np.ndarray):
    changed = affine.changed(image, Augmentation(width_shift=0.5), only(1, 1.0))[0]
    assert np.array_equal(changed[:, :16], image[:, 16:])
    assert np.array_equal(changed[:, 16:], np.repeat(image[:, -1:], 16, axis=1))


def test_a_shift_upwards_by_a_quarter_shows_the_lower_three_quarters(image: np.ndarray):
    changed = affine.changed(image, Augmentation(height_shift=0.25), only(2, 1.0))[0]
    assert np.array_equal(changed[:24], image[8:])
    assert np.array_equal(changed[24:], np.repeat(image[-1:], 8, axis=0))


def test_a_turn_by_half_a_circle_is_the_image_upside_down(image: np.ndarray):
    changed = affine.changed(image, Augmentation(rotation=180), only(0, 1.0))[0]
    assert np.abs(changed - image[::-1, ::-1]).max() < 1e-3


def test_a_flip_is_the_mirror_image_and_comes_with_negative_numbers_alone(image: np.ndarray):
    mirrored, same = (affine.changed(image, Augmentation(horizontal_flip=True), only(6, value))[0] for value in (-1, 1))
    assert np.array_equal(mirrored, image[:, ::-1])
    assert np.array_equal(same, image)


def test_a_zoom_of_one_half_shows_the_middle_at_half_the_steps():
    ramp = np.repeat(np.arange(32.0)[np.newaxis, :, np.newaxis], 32, axis=0)
    changed = affine.changed(ramp, Augmentation(zoom=0.5), only(4, -1.0))[0, 0, :, 0]
    assert changed == pytest.approx(15.5 + 0.5 * (np.arange(32) - 15.5))


def test_equal_seeds_draw_equal_numbers_and_a_wider_range_stretches_the_same_changes():
    assert np.array_equal(affine.draw(24, 5), affine.draw(24, 5))
    assert not np.array_equal(affine.draw(24, 5), affine.draw(24, 6))
    narrow, wide = (
        affine.maps(Augmentation(width_shift=share), affine.draw(24, 5), height=32, width=32)[:, 0, 2]
        for share in (0.1, 0.2)
    )
    assert wide == pytest.approx(2 * narrow)


def test_numbers_fill_the_range_from_minus_one_to_one():
    numbers = affine.draw(2000, 0)
    assert numbers.shape == (7, 2000)
    assert -1 <= numbers.min() < -0.99 and 0.99 < numbers.max() < 1


def test_all_changes_are_made_together_so_that_more_of_them_are_no_more_python(image: np.ndarray):
    """benchmarks/parts.py has the milliseconds of the studio's 24."""
    draws = [affine.draw(count, 0) for count in (1, 1, 24)]
    work = [python_calls(partial(affine.changed, image, ALL, drawn)) for drawn in draws]
    assert work[2] == work[1]  # the first call of all also fills caches
