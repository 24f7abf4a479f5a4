"""The few validation images whose predictions are shown after each epoch: fixed by the split, of different classes."""

from typing import NamedTuple

import numpy as np

from builder.datasets.images import Images

#: How many are followed, where there are so many.
FOLLOWED = 8
#: Among so many images, of each class as many, the tricky ones are looked for, at so many pixels a side at most.
LOOKED_AT, SIDE = 1000, 32


class FollowedImages(NamedTuple):
    """The images, and which of them are tricky (bool, one for each)."""

    images: Images
    are_tricky: np.ndarray


def followed_images(validation: Images, seed: int) -> FollowedImages:
    """FOLLOWED of the validation images, in the order of their classes; `seed` is the split's.

    They are of different classes where there are enough classes, else of each class as many, to within one. Every other
    one is tricky: of some images of its class the one whose pixels are nearest to the mean image of another class,
    compared with that of its own. The images alone decide, so no network has a part in it; the others are drawn.
    """
    order = np.random.RandomState(seed).permutation(len(validation))  # its own stream, which no version changes
    labels = validation.labels[order]
    by_class = np.argsort(labels, kind="stable")
    _, class_sizes = np.unique(labels, return_counts=True)
    place_in_class = np.empty(len(order), np.intp)
    place_in_class[by_class] = np.concatenate([np.arange(size) for size in class_sizes] or [by_class])
    drawn = order[np.argsort(place_in_class, kind="stable")[:FOLLOWED]]
    drawn = drawn[np.lexsort((drawn, validation.labels[drawn]))]
    among = order[place_in_class < LOOKED_AT // max(1, len(class_sizes))]
    chosen, are_tricky = drawn.copy(), np.zeros(len(drawn), bool)
    if len(class_sizes) > 1:
        tricky_first = among[np.argsort(-_likeness(validation.take(among)), kind="stable")]
        for number in range(1, len(drawn), 2):
            of_class = tricky_first[validation.labels[tricky_first] == validation.labels[drawn[number]]]
            left = of_class[~np.isin(of_class, np.delete(chosen, number))]
            if len(of_class) > 1 and len(left):
                chosen[number], are_tricky[number] = left[0], True
    return FollowedImages(validation.take(chosen), are_tricky)


def _likeness(images: Images) -> np.ndarray:
    """Of each image how much nearer its pixels are to the mean image of some other class than to that of its own."""
    step = -(-max(images.images.shape[1:3]) // SIDE)
    pixels = images.images[:, ::step, ::step].reshape(len(images), -1).astype(np.float64)
    classes = np.unique(images.labels)
    means = [pixels[images.labels == each].mean(axis=0) for each in classes]
    away = np.stack([((pixels - mean) ** 2).sum(axis=1) for mean in means], axis=1)
    own = images.labels[:, None] == classes
    return np.asarray(away[own] - np.where(own, np.inf, away).min(axis=1))
