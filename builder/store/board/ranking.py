"""The leaderboard's order: runs ranked among those that were validated on the same images."""

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
    groups: dict[ValidationSet, _Group] = defaultdict(lambda: _Group([], [], []))
    empty: list[RankedRun] = []
    for run in runs:
        if is_without_epoch(run):
            empty.append(RankedRun(None, run))
            continue
        row = RankedRun(None, run, leak_of(run, count_of))
        group = groups[validation_set(run.experiment)]
        if run.validation_accuracy is None or run.state in ACTIVE:
            group.open.append(row)
        elif may_be_ranked(run, row.leak):
            group.honest.append(row)
        else:
            group.unplaced.append(row)
    return tuple(row for images in sorted(groups, key=_order_of) for row in _ranked_in(groups[images])) + tuple(empty)


def best_first(runs: Sequence[Run], count_of: CountOf) -> tuple[Run, ...]:
    """The runs with weights that were trained for an epoch at least, in the order in which a default is chosen.

    They are ordered as ranked, but finished runs come before others, and every honest run before any that trained
    on its validation images, or whose accuracies show a leak.
    """
    able = [row for row in ranked(runs, count_of) if row.run.has_weights and not is_without_epoch(row.run)]
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
