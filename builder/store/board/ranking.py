"""The leaderboard's order: runs ranked among those that were validated on the same images."""

import operator
import threading
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from builder.statistics.leak import Leak
from builder.store.board.leaks import CountOf, leak_of, may_be_ranked
from builder.store.board.marks import is_without_epoch
from builder.store.board.validation_set import ValidationSet, validation_set
from builder.store.runs.records import ACTIVE, Run


class RankedRun(NamedTuple):
    """A run with its place among the runs on the same images: 1 is the best, equals share a place, None is unplaced;
    and the leak that its accuracies show."""

    place: int | None
    run: Run
    leak: Leak | None = None


def ranked(runs: Sequence[Run], count_of: CountOf) -> tuple[RankedRun, ...]:
    """Every run, grouped by images, best validation accuracy first; among equals the older first.

    Whole data sets come before limited ones and other splits. Only runs that ended with an accuracy are placed, and
    only if their validation images were kept out of training: runs that trained on them come after the placed ones, and
    so do those whose accuracies show that something leaked, whatever their designs say. `count_of` says how many images
    validated a run.
    A run whose model the test set chose is placed like any other: its validation images chose nothing (`marks.py`).
    Runs that ended without a complete epoch come last of all, whatever their images.
    """
    global _last
    with _one_ranks:
        if not _last.is_of(runs, count_of):
            _last = _ranked(runs, count_of)
        return _last.rows


class _Ranking(NamedTuple):
    """What was ranked, the answers that `count_of` gave, one for each set of images, and what came of it."""

    runs: tuple[Run, ...]
    counts: tuple[tuple[Run, int], ...]
    rows: tuple[RankedRun, ...]

    def is_of(self, runs: Sequence[Run], count_of: CountOf) -> bool:
        """Whether these are the very same runs, and as many images are here; comparing runs field by field would take
        longer."""
        same = len(self.runs) == len(runs) and all(map(operator.is_, self.runs, runs))
        return same and all(count_of(run) == count for run, count in self.counts)


#: What was ranked last: each visit of the leaderboard asks for the same until a run changes.
_last = _Ranking((), (), ())
#: Held by whoever ranks: a page waits for what is ranked ahead instead of doing the same at the same time.
_one_ranks = threading.Lock()


def _ranked(runs: Sequence[Run], count_of: CountOf) -> _Ranking:
    counts: dict[ValidationSet, tuple[Run, int]] = {}

    def counted(run: Run) -> int:
        found = count_of(run)
        counts[images] = run, found
        return found

    groups: dict[ValidationSet, _Group] = defaultdict(lambda: _Group([], [], []))
    empty: list[RankedRun] = []
    for run in runs:
        if is_without_epoch(run):
            empty.append(RankedRun(None, run))
            continue
        images = validation_set(run.experiment)
        row = RankedRun(None, run, leak_of(run, counted))
        group = groups[images]
        if run.validation_accuracy is None or run.state in ACTIVE:
            group.open.append(row)
        elif may_be_ranked(run, row.leak):
            group.honest.append(row)
        else:
            group.unplaced.append(row)
    rows = tuple(row for each in sorted(groups, key=_order_of) for row in _ranked_in(groups[each])) + tuple(empty)
    return _Ranking(tuple(runs), tuple(counts.values()), rows)


def best_first(runs: Sequence[Run], count_of: CountOf) -> tuple[Run, ...]:
    """The runs with weights that were trained for an epoch at least, in the order in which a default is chosen.

    They are ordered as ranked, but finished runs come before others, and every honest run before any that trained
    on its validation images, or whose accuracies show a leak.
    """
    able = [row for row in _ranked(runs, count_of).rows if row.run.has_weights and not is_without_epoch(row.run)]
    return tuple(row.run for row in sorted(able, key=_first_chosen))


def _first_chosen(row: RankedRun) -> tuple[bool, bool]:
    return not may_be_ranked(row.run, row.leak), row.run.state != "finished"


class _Group(NamedTuple):
    """The runs on the same images: ended ones, by whether their validation accuracy may be believed, and the rest."""

    honest: list[RankedRun]
    unplaced: list[RankedRun]
    open: list[RankedRun]


def _ranked_in(group: _Group) -> list[RankedRun]:
    rows: list[RankedRun] = []
    place, last = 0, None
    best_first = sorted(group.honest, key=lambda row: (-(row.run.validation_accuracy or 0), row.run.submitted_at))
    for count, row in enumerate(best_first, start=1):
        if row.run.validation_accuracy != last:
            place, last = count, row.run.validation_accuracy
        rows.append(row._replace(place=place))
    return rows + group.unplaced + group.open


def _order_of(images: ValidationSet) -> tuple[bool, str, int, int, int]:
    return not images.is_whole, images.dataset, -(images.limit or 0), images.split_seed, -(images.first or 0)
