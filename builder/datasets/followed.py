"""The few validation images whose predictions are shown after each epoch: fixed by the split, of different classes."""

import numpy as np

from builder.datasets.images import Images

#: How many are followed, where there are so many.
FOLLOWED = 8


def followed_images(validation: Images, seed: int) -> Images:
    """FOLLOWED of the validation images, in the order of their classes; `seed` is the split's.

    They are of different classes where there are enough classes, else of each class as many, to within one.
    """
    order = np.random.RandomState(seed).permutation(len(validation))  # its own stream, which no version changes
    labels = validation.labels[order]
    by_class = np.argsort(labels, kind="stable")
    _, class_sizes = np.unique(labels, return_counts=True)
    place_in_class = np.empty(len(order), np.intp)
    place_in_class[by_class] = np.concatenate([np.arange(size) for size in class_sizes] or [by_class])
    chosen = order[np.argsort(place_in_class, kind="stable")[:FOLLOWED]]
    return validation.take(chosen[np.lexsort((chosen, validation.labels[chosen]))])
