"""The stratified, seeded split and the smaller splits nested in it."""

import numpy as np
import pytest

from builder.datasets.images import Images, Pool
from builder.datasets.split import sizes, split_pool, stratified_order, train_on_validation_too


def numbered(labels: np.ndarray, first: int = 0) -> Images:
    """Images that carry their own number in two pixels, so that they can be told apart."""
    numbers = np.arange(first, first + len(labels))
    images = np.zeros((len(labels), 32, 32, 3), dtype=np.uint8)
    images[:, 0, 0, 0], images[:, 0, 1, 0] = numbers % 256, numbers // 256
    return Images(images, labels.astype(np.uint8))


def numbers_of(images: Images) -> list[int]:
    marks = images.images.astype(int)
    return (marks[:, 0, 0, 0] + 256 * marks[:, 0, 1, 0]).tolist()


def shuffled(per_class: int, seed: int = 3) -> np.ndarray:
    return np.random.RandomState(seed).permutation(np.repeat(np.arange(10), per_class))


def test_cifar10_is_split_40000_10000_10000():
    assert sizes((50_000, 10_000), None) == (40_000, 10_000, 10_000)


def test_without_a_test_set_the_split_is_4_to_1_to_1_and_the_remainder_trains():
    assert sizes((6_000, None), None) == (4_000, 1_000, 1_000)
    assert sizes((1_797, None), None) == (1_199, 299, 299)


def test_a_limit_counts_training_images_and_a_quarter_of_it_validates_and_tests():
    assert sizes((50_000, 10_000), 2_000) == (2_000, 500, 500)
    assert sizes((50_000, 10_000), 42) == (42, 10, 10)


def test_a_limit_above_what_there_is_takes_what_there_is():
    assert sizes((1_797, None), 40_000) == (1_199, 299, 299)


def test_every_class_has_its_exact_share_where_it_divides():
    labels = stratified_split_labels(per_class=500)
    assert [np.bincount(part).tolist() for part in labels] == [[400] * 10, [100] * 10, [50] * 10]


def stratified_split_labels(per_class: int) -> list[np.ndarray]:
    pool = Pool(numbered(shuffled(per_class)), numbered(shuffled(per_class // 10)))
    split = split_pool(pool, 7, None)
    return [split.train.labels, split.validation.labels, split.test.labels]


@pytest.mark.parametrize("seed", range(5))
def test_unequal_classes_keep_their_shares_to_within_two_images(seed):
    class_sizes = np.random.RandomState(seed).randint(6, 300, size=10)
    labels = np.random.RandomState(seed).permutation(np.repeat(np.arange(10), class_sizes))
    split = split_pool(Pool(numbered(labels), None), seed, None)
    for part in (split.train, split.validation, split.test):
        expected = class_sizes * len(part) / len(labels)
        assert np.abs(np.bincount(part.labels, minlength=10) - expected).max() <= 2


def test_no_image_is_in_two_sets_and_none_is_lost():
    split = split_pool(Pool(numbered(shuffled(60)), None), 0, None)
    together = numbers_of(split.train) + numbers_of(split.validation) + numbers_of(split.test)
    assert sorted(together) == list(range(600))


def test_images_keep_their_labels():
    labels = shuffled(60)
    split = split_pool(Pool(numbered(labels), None), 0, 100)
    for part in (split.train, split.validation, split.test):
        assert part.labels.tolist() == [labels[number] for number in numbers_of(part)]


def test_a_limited_split_is_nested_in_the_larger_ones_of_the_same_seed():
    pool = Pool(numbered(shuffled(500)), numbered(shuffled(100)))
    full, large, small = (split_pool(pool, 11, limit) for limit in (None, 1_000, 100))
    for part in ("train", "validation", "test"):
        inner, middle, outer = (set(numbers_of(getattr(split, part))) for split in (small, large, full))
        assert inner < middle < outer


def test_a_limited_split_is_stratified_too():
    pool = Pool(numbered(shuffled(500)), numbered(shuffled(100)))
    split = split_pool(pool, 11, 400)
    counts = [np.bincount(part.labels).tolist() for part in (split.train, split.validation, split.test)]
    assert counts == [[40] * 10, [10] * 10, [10] * 10]


def test_the_smallest_limit_has_every_class_in_every_set():
    pool = Pool(numbered(shuffled(500)), numbered(shuffled(100)))
    split = split_pool(pool, 0, 40)
    assert all(set(part.labels.tolist()) == set(range(10)) for part in (split.train, split.validation, split.test))


def test_the_same_seed_gives_the_same_split_and_another_seed_another():
    pool = Pool(numbered(shuffled(60)), None)
    first, again, other = (numbers_of(split_pool(pool, seed, None).train) for seed in (5, 5, 6))
    assert first == again
    assert set(first) != set(other)


def test_a_test_set_of_its_own_is_the_same_for_every_seed_and_in_its_own_order():
    pool = Pool(numbered(shuffled(60)), numbered(shuffled(10)))
    orders = [numbers_of(split_pool(pool, seed, None).test) for seed in (0, 1)]
    assert orders == [list(range(100)), list(range(100))]


def test_every_stretch_of_the_training_images_mixes_the_classes():
    split = split_pool(Pool(numbered(shuffled(60)), None), 0, None)
    assert set(split.train.labels[:10].tolist()) == set(range(10))


def test_the_order_rests_on_numpys_stream_that_never_changes():
    # numpy documents RandomState(0).random_sample(3) as 0.5488135, 0.71518937, 0.60276338.
    assert stratified_order(np.zeros(3, dtype=np.uint8), 0).tolist() == [0, 2, 1]


def test_training_on_validation_too_leaves_validation_and_test_as_they_are():
    split = split_pool(Pool(numbered(shuffled(50)), None), 0, None)
    both = train_on_validation_too(split)
    assert sorted(numbers_of(both.train)) == sorted(numbers_of(split.train) + numbers_of(split.validation))
    assert np.array_equal(both.validation.images, split.validation.images)
    assert not set(numbers_of(both.train)) & set(numbers_of(both.test))
