"""The leaderboard's order: runs ranked among those that were validated on the same images."""

from collections.abc import Sequence
from typing import NamedTuple

from builder.store.board.validation_set import ValidationSet, validation_set
from builder.store.runs.records import ACTIVE, Run


class RankedRun(NamedTuple):
    """A run with its place among the runs on the same images: 1 is the best, equals share it, None is unplaced."""

    place: int | None
    run: Run


def ranked(runs: Sequence[Run]) -> tuple[RankedRun, ...]:
    """Every run, group of images by group, best validation accuracy first; of equals the older first.

    Whole data sets come before limited ones and other splits. Only what has ended with an accuracy is placed, and
    only if its validation images were kept out of its training: what trained on them stands after the placed runs.
    A run whose model the test set chose is placed like any other: its validation images chose nothing (`marks.py`).
    """
    groups: dict[ValidationSet, list[Run]] = {}
    for run in runs:
        groups.setdefault(validation_set(run.experiment), []).append(run)
    placed: list[RankedRun] = []
    for images in sorted(groups, key=_order_of):
        placed += _ranked_on_the_same_images(groups[images])
    return tuple(placed)


def best_first(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs with weights, in the order in which one is chosen for a person who names none.

    As they are ranked, with finished runs before others, and every honest run before any that trained on its
    validation images.
    """
    able = [row.run for row in ranked(runs) if row.run.has_weights]
    return tuple(sorted(able, key=lambda run: (run.experiment.data.trains_on_validation, run.state != "finished")))


def _ranked_on_the_same_images(group: Sequence[Run]) -> list[RankedRun]:
    with_place, marked, without = [], [], []
    for run in group:
        if run.validation_accuracy is None or run.state in ACTIVE:
            without.append(run)
        elif run.experiment.data.trains_on_validation:
            marked.append(run)
        else:
            with_place.append(run)
    with_place.sort(key=lambda run: (-run.validation_accuracy, run.submitted_at))
    placed: list[RankedRun] = []
    for count, run in enumerate(with_place, start=1):
        equal = placed and placed[-1].run.validation_accuracy == run.validation_accuracy
        placed.append(RankedRun(placed[-1].place if equal else count, run))
    return placed + [RankedRun(None, run) for run in marked + without]


def _order_of(images: ValidationSet) -> tuple[bool, str, int, int, int]:
    return not images.is_whole, images.dataset, -(images.limit or 0), images.split_seed, -(images.first or 0)
