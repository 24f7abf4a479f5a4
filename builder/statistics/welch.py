"""By how much two designs differ over several seeds each, and how certain that is."""

from collections.abc import Sequence
from math import cos, exp, lgamma, pi, sqrt, tan

from builder.design.base import Value

#: A variance that rounding alone makes of equal values.
_NO_SPREAD = 1e-18


class MeanDifference(Value):
    """The second group's mean minus the first's, its 95 % interval, and the degrees of freedom of Student's t."""

    difference: float
    low: float
    high: float
    degrees: float

    @property
    def is_more_than_chance(self) -> bool:
        """Whether the interval leaves out 0."""
        return not self.low <= 0 <= self.high


def welch(first: Sequence[float], second: Sequence[float]) -> MeanDifference | None:
    """The difference of the means of two independent groups, such as accuracies of runs that differ in their seed.

    Welch's interval, which takes the two spreads as they are: B. L. Welch, Biometrika 34 (1947), 28-35. None where it
    says nothing: a group has fewer than two values, or neither group varies.
    """
    if min(len(first), len(second)) < 2:
        return None
    variances = [_variance(group) / len(group) for group in (first, second)]
    total = sum(variances)
    if total < _NO_SPREAD:
        return None
    degrees = total**2 / sum(part**2 / (len(group) - 1) for part, group in zip(variances, (first, second), strict=True))
    difference = _mean(second) - _mean(first)
    half_width = t_quantile(degrees) * sqrt(total)
    return MeanDifference(
        difference=difference, low=difference - half_width, high=difference + half_width, degrees=degrees
    )


def paired_by_seed(first: Sequence[float], second: Sequence[float]) -> MeanDifference | None:
    """The same where the values come in pairs, such as two designs trained with the same seeds on the same split.

    Student's interval of the mean of the differences. None for fewer than two pairs, or differences that do not vary.
    Raises ValueError unless there are as many of each.
    """
    differences = [after - before for before, after in zip(first, second, strict=True)]
    if len(differences) < 2 or _variance(differences) < _NO_SPREAD:
        return None
    difference, degrees = _mean(differences), len(differences) - 1
    half_width = t_quantile(degrees) * sqrt(_variance(differences) / len(differences))
    return MeanDifference(
        difference=difference, low=difference - half_width, high=difference + half_width, degrees=degrees
    )


def t_quantile(degrees: float) -> float:
    """The 97.5 % quantile of Student's t: 95 % lie between its negative and it; raises ValueError below 1 degree."""
    if degrees < 1:
        raise ValueError(f"{degrees:g} degrees of freedom; expected at least 1")
    degrees = min(degrees, 1e4)  # beyond, it changes by less than 0.001, and the integral would miss its peak
    # With T = sqrt(degrees) tan(angle), P(|T| < t) is the integral of cos(angle)^(degrees - 1), divided by all of it.
    whole = exp(lgamma(degrees / 2) - lgamma((degrees + 1) / 2)) * sqrt(pi) / 2
    # Newton's steps from 0 never pass the angle sought, since the integrand falls.
    angle, step = 0.0, 1.0
    while step > 1e-9:
        step = (0.95 * whole - _integral(angle, degrees - 1)) / cos(angle) ** (degrees - 1)
        angle += step
    return sqrt(degrees) * tan(angle)


def _integral(angle: float, power: float) -> float:
    """The integral of cos(x) ** power from 0 to `angle`, by Simpson's rule."""
    pieces = 400
    values = [max(0.0, cos(angle * place / pieces)) ** power for place in range(pieces + 1)]
    return (values[0] + values[-1] + 4 * sum(values[1::2]) + 2 * sum(values[2:-1:2])) * angle / pieces / 3


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _variance(values: Sequence[float]) -> float:
    """The variance of the population that the values were drawn from."""
    mean = _mean(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)
