"""The mean of several curves, epoch by epoch, and how far they spread."""

from collections.abc import Sequence
from statistics import fmean, stdev
from typing import NamedTuple


class MeanCurve(NamedTuple):
    """The mean of each epoch, and the curves' standard deviation there, in their unit."""

    means: tuple[float, ...]
    spreads: tuple[float, ...]


def mean_curve(curves: Sequence[Sequence[float]]) -> MeanCurve:
    """Of two curves or more, as far as all of them go: so it is the mean of the same runs in every epoch."""
    columns = list(zip(*curves, strict=False))
    return MeanCurve(tuple(map(fmean, columns)), tuple(map(stdev, columns)))
