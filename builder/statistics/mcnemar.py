"""Whether two networks tested on the same images differ by more than chance."""

from math import comb, erfc, sqrt

from builder.statistics.predictions import Predictions

#: Below this p-value a difference is called more than chance.
SURPRISING = 0.05

#: Up to this many images on which just one was right, the probability is exact; beyond, it is approximated.
MOST_COUNTED = 100


def each_alone_right(first: Predictions, second: Predictions) -> tuple[int, int] | None:
    """How many images only the first, and only the second network got right.

    None if they were not asked about the same images: the labels, or how many there are, differ.
    """
    if first.labels.shape != second.labels.shape or (first.labels != second.labels).any():
        return None
    first_right = first.probabilities.argmax(axis=1) == first.labels
    second_right = second.probabilities.argmax(axis=1) == second.labels
    return int((first_right & ~second_right).sum()), int((second_right & ~first_right).sum())


def mcnemar(first_alone: int, second_alone: int) -> float:
    """The two-sided probability of counts this uneven, or more so, if both networks were equally good.

    Images that both got right, or neither, say nothing about which is better. Of the others each network is
    expected to have half: exact by the binomial distribution for few of them, else the normal approximation with
    the continuity correction. Q. McNemar, Psychometrika 12 (1947), 153-157; A. L. Edwards, Psychometrika 13
    (1948), 185-187, for the correction. Raises ValueError for a negative count.
    """
    if first_alone < 0 or second_alone < 0:
        raise ValueError(f"{first_alone} and {second_alone} images; expected no negative count")
    count = first_alone + second_alone
    if first_alone == second_alone:
        return 1.0
    if count <= MOST_COUNTED:
        fewer = min(first_alone, second_alone)
        return min(1.0, 2 * sum(comb(count, number) for number in range(fewer + 1)) / 2**count)
    return erfc((abs(first_alone - second_alone) - 1) / sqrt(2 * count))
