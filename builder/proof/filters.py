"""How many filters of one network another one has too, wherever they stand in it and whatever they are multiplied by.

A filter is told by its places: how much of its squares is at each, and the sum of its weights at each, over all the
channels that it reads, where its length is 1. Neither the order of these channels changes that nor one more that is all
zeros, so who orders a layer anew, adds filters to it that nothing reads, or scales its kernels has these filters still.
Of the network that comes with the app each filter is 13 % or more from its nearest neighbour in the same layer, and
1.4 % or less from itself with all weights changed by up to 1 %. Of its filters none was found in the networks of two
more trainings of the same design, from another seed and on 40,000 of its 50,000 images, and all in itself before it was
rounded.
"""

from collections.abc import Mapping

import numpy as np

#: Filters of fewer places are not told apart surely; those of whitening, which nothing trains, have four.
FEWEST_PLACES = 9
#: Filters are the same whose descriptions differ by at most this share of the length of one.
ALIKE = 0.04
#: Filters of the other network that are held to those of the one at a time.
_AT_ONCE = 4096

Weights = Mapping[str, np.ndarray]


def share_found(ours: Weights, theirs: Weights) -> float:
    """The share of `ours`, the filters of all convolutions, that are among `theirs`, as they are or as in a mirror."""
    found = count = 0
    for places in sorted({array.shape[:2] for array in ours.values() if _is_kernel(array)}):
        mine, others = _described(ours, places), _described(theirs, places, mirrored=True)
        is_found = np.zeros(len(mine), bool)
        lengths = np.square(mine).sum(axis=1)
        for at in range(0, len(others), _AT_ONCE):
            some = others[at : at + _AT_ONCE]
            apart = lengths[:, None] + np.square(some).sum(axis=1) - 2 * mine @ some.T
            is_found |= (apart <= ALIKE**2 * lengths[:, None]).any(axis=1)
        found, count = found + int(is_found.sum()), count + len(mine)
    return found / count if count else 0.0


def _is_kernel(array: np.ndarray) -> bool:
    return array.ndim == 4 and array.shape[0] * array.shape[1] >= FEWEST_PLACES


def _described(weights: Weights, places: tuple[int, ...], *, mirrored: bool = False) -> np.ndarray:
    """A row for each filter of so many places."""
    kernels = [array for array in weights.values() if _is_kernel(array) and array.shape[:2] == places]
    kernels += [array[:, ::-1] for array in kernels] if mirrored else []
    return np.concatenate([np.zeros((0, 2 * places[0] * places[1])), *map(_of_kernel, kernels)])


def _of_kernel(kernel: np.ndarray) -> np.ndarray:
    by_place = kernel.astype(np.float64).reshape(-1, *kernel.shape[2:])
    lengths = np.sqrt(np.square(by_place).sum(axis=(0, 1)))
    by_place = by_place / np.where(lengths > 0, lengths, 1)
    return np.concatenate([np.square(by_place).sum(axis=1), by_place.sum(axis=1)]).T
