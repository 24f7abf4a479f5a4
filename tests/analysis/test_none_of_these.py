"""Pictures that are unlike the validation images, of images that are made up."""

import numpy as np
import pytest

from builder.analysis.none_of_these import descriptions, detector_of, is_none


def waves(count: int, seed: int, channels: int = 3) -> np.ndarray:
    """Smooth images: a wave of some length, direction and colour."""
    random = np.random.default_rng(seed)
    down, across = np.mgrid[:32, :32]
    turn, length = random.uniform(0, 2 * np.pi, (2, count, 1, 1)), random.uniform(6, 20, (count, 1, 1))
    along = (np.cos(turn[0]) * down + np.sin(turn[0]) * across) * 2 * np.pi / length
    colour = random.uniform(40, 120, (count, 1, 1, channels))
    return (128 + colour * np.sin(along + turn[1])[..., None]).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize(("count", "share", "above"), [(500, 0.05, 25), (299, 0.05, 14), (500, 0.2, 100)])
def test_so_many_of_the_validation_images_lie_above_the_threshold(count, share, above):
    detector = detector_of(waves(count, 0), share)
    assert (detector.images, round(detector.false_alarms * count)) == (count, above)


@pytest.mark.parametrize("channels", [1, 3])
def test_noise_is_none_of_the_waves_and_further_waves_seldom_are(channels):
    detector = detector_of(waves(400, 0, channels))
    noise = np.random.default_rng(2).integers(0, 256, (20, 32, 32, channels), dtype=np.uint8)
    assert all(is_none(detector, one) for one in noise)
    assert sum(is_none(detector, one) for one in waves(200, 1, channels)) <= 24  # 10 are expected


def test_of_few_images_there_is_no_threshold():
    assert detector_of(waves(99, 0)) is None and detector_of(waves(100, 0)) is not None


@pytest.mark.parametrize("shape", [(30, 33), (8, 8), (11, 224)])  # a design's images have 8 pixels a side at least
def test_what_shows_nothing_has_a_finite_description(shape):
    described = descriptions(np.zeros((2, *shape, 3), np.uint8))
    assert np.isfinite(described).all() and np.array_equal(described[0], described[1])
