"""The stratified, seeded split, and the smaller splits nested in it."""

from dataclasses import replace

import numpy as np

from builder.datasets.images import Chosen, Images, Pool, Split

#: How many images a source has: those to split, and its own test set (None: the test set is split off too).
Counts = tuple[int, int | None]


def sizes(counts: Counts, limit: int | None) -> tuple[int, int, int]:
    """How many training, validation and test images the split has.

    A source with its own test set is split 4 : 1, one without 4 : 1 : 1; the remainder goes to training.
    A limit N leaves N, N // 4 and N // 4, or all if there are fewer.
    """
    pool, own_test = counts
    if own_test is None:
        validation = test = pool // 6
        train = pool - validation - test
    else:
        validation, test = pool // 5, own_test
        train = pool - validation
    if limit is None:
        return train, validation, test
    return min(limit, train), min(limit // 4, validation), min(limit // 4, test)


def chosen_images(labels: np.ndarray, test_labels: np.ndarray | None, seed: int, limit: int | None) -> Chosen:
    """The images that `seed` draws from a pool and a test set with these labels; `test_labels` None is no test set.

    Every set holds each class in the pool's proportion, to within an image or two. The same seed with a
    limit gives subsets of what it gives without one: each set is cut from one stratified order, and a
    limit only cuts it shorter.
    """
    counts = (len(labels), None if test_labels is None else len(test_labels))
    full_train, full_validation, _ = sizes(counts, None)
    train, validation, test = sizes(counts, limit)

    order = stratified_order(labels, seed)
    if test_labels is None:
        test_indices = order[full_train + full_validation :][:test]
    else:
        test_indices = stratified_order(test_labels, seed)[:test]
    return Chosen(
        train=order[:train],
        validation=np.sort(order[full_train : full_train + validation]),
        test=np.sort(test_indices),
    )


def split_pool(pool: Pool, seed: int, limit: int | None) -> Split:
    """The split of `pool` that `seed` draws, as `chosen_images` says."""
    chosen = chosen_images(pool.images.labels, None if pool.test is None else pool.test.labels, seed, limit)
    return Split(
        train=pool.images.take(chosen.train),
        validation=pool.images.take(chosen.validation),
        test=(pool.images if pool.test is None else pool.test).take(chosen.test),
        chosen=chosen,
    )


def train_on_validation_too(split: Split) -> Split:
    """The same split, with the validation images among the training images as well."""
    train, validation = split.train, split.validation
    both = Images(np.concatenate([train.images, validation.images]), np.concatenate([train.labels, validation.labels]))
    return replace(split, train=both)


def stratified_order(labels: np.ndarray, seed: int) -> np.ndarray:
    """All indices of `labels` (N,) in a random order whose every stretch has the classes in equal shares.

    Within its class each image gets a random rank; ordering by (rank + 1/2) / (size of the class) deals
    the classes out evenly, as cards are dealt, and ties fall at random.
    """
    # RandomState, because numpy promises that its stream never changes; default_rng's may change between
    # versions, and every split with it.
    random = np.random.RandomState(seed)
    within_class, among_ties = random.random_sample(len(labels)), random.random_sample(len(labels))
    by_class = np.lexsort((within_class, labels))
    sorted_labels = labels[by_class].astype(np.intp)
    class_sizes = np.bincount(sorted_labels)
    class_starts = np.cumsum(class_sizes) - class_sizes
    rank = np.arange(len(labels)) - class_starts[sorted_labels]
    share = (rank + 0.5) / class_sizes[sorted_labels]
    return by_class[np.lexsort((among_ties, share))]
