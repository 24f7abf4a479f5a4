"""The leaderboard's order: runs ranked among those that were validated on the same images."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from builder.store.board.marks import is_without_epoch
from builder.store.board.validation_set import ValidationSet, validation_set
from builder.store.runs.records import ACTIVE, Run


class RankedRun(NamedTuple):
    """A run with its place among the runs on the same images: 1 is the best, equals share a place, None is unplaced."""

    place: int | None
    run: Run


def ranked(runs: Sequence[Run]) -> tuple[RankedRun, ...]:
    """Every run, grouped by images, best validation accuracy first; among equals the older first.

    Whole data sets come before limited ones and other splits. Only runs that ended with an accuracy are placed, and
    only if their validation images were kept out of training: runs that trained on them come after the placed ones.
    A run whose model the test set chose is placed like any other: its validation images chose nothing (`marks.py`).
    Runs that ended without a complete epoch come last of all, whatever their images.
    """
    groups: dict[ValidationSet, _Group] = defaultdict(lambda: _Group([], [], []))
    empty: list[RankedRun] = []
    for run in runs:
        if is_without_epoch(run):
            empty.append(RankedRun(None, run))
            continue
        group = groups[validation_set(run.experiment)]
        if run.validation_accuracy is None or run.state in ACTIVE:
            group.open.append(run)
        elif run.experiment.data.trains_on_validation:
            group.marked.append(run)
        else:
            group.honest.append(run)
    return tuple(row for images in sorted(groups, key=_order_of) for row in _ranked_in(groups[images])) + tuple(empty)


def best_first(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs with weights that were trained for an epoch at least, in the order in which a default is chosen.

    They are ordered as ranked, but finished runs come before others, and every honest run before any that trained
    on its validation images.
    """
    able = [row.run for row in ranked(runs) if row.run.has_weights and not is_without_epoch(row.run)]
    return tuple(sorted(able, key=lambda run: (run.experiment.data.trains_on_validation, run.state != "finished")))


class _Group(NamedTuple):
    """The runs on the same images: ended ones, by whether their validation images were kept out, and the rest."""

    honest: list[Run]
    marked: list[Run]
    open: list[Run]


def _ranked_in(group: _Group) -> list[RankedRun]:
    rows: list[RankedRun] = []
    place, last = 0, None
    best_first = sorted(group.honest, key=lambda run: (-(run.validation_accuracy or 0), run.submitted_at))
    for count, run in enumerate(best_first, start=1):
        if run.validation_accuracy != last:
            place, last = count, run.validation_accuracy
        rows.append(RankedRun(place, run))
    return rows + [RankedRun(None, run) for run in group.marked + group.open]


def _order_of(images: ValidationSet) -> tuple[bool, str, int, int, int]:
    return not images.is_whole, images.dataset, -(images.limit or 0), images.split_seed, -(images.first or 0)
