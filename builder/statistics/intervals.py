"""How certain an accuracy is."""

from math import sqrt

# The 97.5 % quantile of the standard normal distribution: 95 % lie between its negative and it.
_Z = 1.959963984540054


def wilson(correct: int, count: int) -> tuple[float, float]:
    """The 95 % interval of an accuracy of `correct` out of `count`, as fractions (low, high).

    Wilson's score interval without continuity correction (E. B. Wilson, JASA 22, 1927, 209-212). With
    no images nothing is known: (0, 1). Raises ValueError unless `correct` is from 0 to `count`.
    """
    if not 0 <= correct <= count:
        raise ValueError(f"{correct} correct of {count}; expected 0 ≤ correct ≤ count")
    if count == 0:
        return (0.0, 1.0)
    share = correct / count
    denominator = 1 + _Z**2 / count
    centre = (share + _Z**2 / (2 * count)) / denominator
    half_width = _Z * sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2)) / denominator
    low = 0.0 if correct == 0 else max(0.0, centre - half_width)
    high = 1.0 if correct == count else min(1.0, centre + half_width)
    return (low, high)
