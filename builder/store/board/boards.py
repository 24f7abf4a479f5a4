"""The boards that the leaderboard is divided into: one for each data set and budget, quick or full.

Within a board the lines on the same images stand together: only they are ranked against each other.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from builder.datasets.table import DATASETS
from builder.store.board.lines import Line
from builder.store.board.marks import cut_short_mark, is_without_epoch
from builder.store.board.validation_set import ValidationSet, validation_set

#: How many stand on a podium.
ON_PODIUM = 3


class Group(NamedTuple):
    """The lines on the same images, as they are ranked: places from 1, then those without a place."""

    images: ValidationSet
    lines: tuple[Line, ...]

    @property
    def medals(self) -> tuple[Line, ...]:
        """Those that earned a step of the podium, best first, with their places on it: only runs whose training ended
        by itself count, so a place may be a better one than in the table. Equals may be more than `ON_PODIUM`."""
        placed = sorted((line for line in self.lines if line.place is not None), key=lambda line: line.place or 0)
        ended = [line for line in placed if cut_short_mark(line.run) is None]
        steps: dict[int | None, int] = {}
        for number, line in enumerate(ended, start=1):
            steps.setdefault(line.place, number)  # equals share the first one's
        return tuple(line._replace(place=steps[line.place]) for line in ended if steps[line.place] <= ON_PODIUM)

    @property
    def cut_short(self) -> int:
        """How many runs with a place were stopped, or failed, before their training had ended by itself."""
        return sum(line.place is not None and cut_short_mark(line.run) is not None for line in self.lines)


class Board(NamedTuple):
    """The lines of one data set that were trained on few of its images, or on all of them; there is at least one."""

    dataset: str
    is_quick: bool
    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of its lines, group by group."""
        return tuple(line for group in self.groups for line in group.lines)


def boards_of(lines: Sequence[Line]) -> tuple[Board, ...]:
    """The boards, by data set as they are offered, full before quick; the groups of each in the order of `lines`.

    Runs without a complete epoch are on none.
    """
    before, found = _last
    if before is not lines:
        found = _divided(lines)
        _remember(lines, found)
    return found


#: What was divided last, and what came of it: each visit of the page asks for the same until a run changes.
_last: tuple[Sequence[Line], tuple[Board, ...]] = ((), ())


def _remember(lines: Sequence[Line], boards: tuple[Board, ...]) -> None:
    global _last
    _last = lines, boards


def _divided(lines: Sequence[Line]) -> tuple[Board, ...]:
    groups: dict[ValidationSet, list[Line]] = defaultdict(list)
    for line in lines:
        if not is_without_epoch(line.run):
            groups[validation_set(line.run.experiment)].append(line)
    boards: dict[tuple[str, bool], list[Group]] = defaultdict(list)
    for images, group in groups.items():
        boards[images.dataset, group[0].run.experiment.data.is_quick].append(Group(images, tuple(group)))
    return tuple(Board(*key, tuple(boards[key])) for key in sorted(boards, key=_offered))


def _offered(key: tuple[str, bool]) -> tuple[int, str, bool]:
    """A data set that is not registered here comes last."""
    dataset, is_quick = key
    names = [name for name, _ in DATASETS.items()]
    return names.index(dataset) if dataset in names else len(names), dataset, is_quick
