"""By how much two networks tested on the same images differ, and how certain that is."""

from math import sqrt

# The 97.5 % quantile of the standard normal distribution: 95 % lie between its negative and it.
_Z = 1.959963984540054


def paired_interval(first_alone: int, second_alone: int, count: int) -> tuple[float, float]:
    """The 95 % interval of the second network's accuracy minus the first's, as fractions (low, high).

    Of `count` test images only the first got `first_alone` right, only the second `second_alone`. Wald's interval
    with Laplace's adjustment: D. G. Bonett and R. M. Price, Adjusted Wald confidence interval for a difference of
    binomial proportions based on paired data, JEBS 37 (2012), 479-488. Raises ValueError for impossible counts.
    """
    if min(first_alone, second_alone) < 0 or first_alone + second_alone > count:
        raise ValueError(f"{first_alone} and {second_alone} of {count} images; expected parts of them")
    first, second = (first_alone + 1) / (count + 2), (second_alone + 1) / (count + 2)
    half_width = _Z * sqrt((first + second - (second - first) ** 2) / (count + 2))
    return max(-1.0, second - first - half_width), min(1.0, second - first + half_width)
