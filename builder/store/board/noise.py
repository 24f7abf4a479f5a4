"""Which lines of the leaderboard cannot be told from the best one on the same images.

A difference is within noise where chance in the validation images explains it, or chance in the seeds, where both
lines have several. The images: two shares of as many images, whose difference has the standard error
sqrt(a (1 - a) / n + b (1 - b) / n). The board does not read what each network said of each image, as McNemar's test
would; networks err on the same images, so they differ by less than this by chance, and the mark is given too often
rather than too rarely. The seeds: Welch's interval.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import floor, sqrt

from builder.statistics.welch import t_quantile
from builder.store.board.lines import Line
from builder.store.board.validation_set import ValidationSet, validation_set
from builder.store.runs.records import Run

# The 97.5 % quantile of the standard normal distribution: 95 % lie between its negative and it.
_Z = 1.959963984540054


def near_best(lines: Sequence[Line], count_of: Callable[[Run], int]) -> frozenset[str]:
    """The ids of the lines after place 1 whose difference from place 1 is within noise.

    `count_of` says how many images validated a run, 0 if that is not known: then only seeds can tell.
    """
    best: dict[ValidationSet, Line] = {}
    near = []
    for line in lines:
        if line.place == 1:
            best.setdefault(validation_set(line.run.experiment), line)
    for line in lines:
        first = best.get(validation_set(line.run.experiment))
        if line.place in (None, 1) or first is None:
            continue
        if _images_may_tell(first, line, count_of(line.run)) or _seeds_may_tell(first, line):
            near.append(line.id)
    return frozenset(near)


def _images_may_tell(best: Line, line: Line, images: int) -> bool:
    """Whether chance in the images explains the difference."""
    if not images:
        return False
    first, second = best.validation_accuracy or 0.0, line.validation_accuracy or 0.0
    error = sqrt(sum(_variance(share, images) for share in (first, second)))
    return first - second <= _Z * error


def _seeds_may_tell(best: Line, line: Line) -> bool:
    """Whether chance in the seeds explains the difference: whether Welch's interval holds 0."""
    if best.spread is None or line.spread is None:
        return False
    parts = [(one.spread or 0.0) ** 2 / one.seeds for one in (best, line)]
    total = sum(parts)
    difference = (best.validation_accuracy or 0.0) - (line.validation_accuracy or 0.0)
    if total == 0:
        return False
    degrees = total**2 / sum(part**2 / (one.seeds - 1) for part, one in zip(parts, (best, line), strict=True))
    return difference <= _quantile(max(1, floor(degrees + 1e-9))) * sqrt(total)


@lru_cache(maxsize=256)
def _quantile(degrees: int) -> float:
    """Of whole degrees of freedom, rounded down: there are few, and each takes milliseconds to compute."""
    return t_quantile(degrees)


def _variance(share: float, count: int) -> float:
    """The variance of a measured share. Exactly 0 or 1 counts as half an image off, else it would have no error."""
    share = min(max(share, 0.5 / count), 1 - 0.5 / count)
    return share * (1 - share) / count
