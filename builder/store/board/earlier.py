"""The runs that somebody trained before another one on the same images: what it is compared with."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, select

from builder.store.board.leaks import CountOf, leak_of, may_be_ranked
from builder.store.board.validation_set import validation_set
from builder.store.runs.records import Run, runs_by_id
from builder.store.schema.database import reading
from builder.store.schema.tables import runs

#: Of so many earlier runs on the same data set, the first in order that is on the same images is looked for.
LOOKED_THROUGH = 30

_BEST = (runs.c.validation_accuracy.desc(), runs.c.number)
_FIRST = (runs.c.number,)
_NEWEST = (runs.c.number.desc(),)


class Earlier(NamedTuple):
    """The finished run with the highest validation accuracy, and the one that was submitted first; None where there is
    none. `best` is None too where the runs trained on their validation images, whose accuracy says nothing.

    `unfinished` is the newest run that was stopped, failed, or is still under way, where none is finished.
    """

    best: Run | None = None
    first: Run | None = None
    unfinished: Run | None = None

    @property
    def nearest(self) -> Run | None:
        """The one to compare with where there is room for one."""
        return self.best or self.first or self.unfinished


def earlier_runs(db: Engine, run: Run, count_of: CountOf) -> Earlier:
    """What the owner of `run` trained before it, for an epoch at least, under the same protocol and on images of the
    same split. A run that came out of a file is not meant, nor one whose accuracies show a leak: `count_of` says how
    many images validated a run."""
    is_finished = runs.c.state == "finished"
    first = _found(db, run, count_of, is_finished, _FIRST)
    if first is None:
        return Earlier(unfinished=_found(db, run, count_of, ~is_finished, _NEWEST))
    if run.experiment.data.trains_on_validation:
        return Earlier(first=first)
    return Earlier(_found(db, run, count_of, is_finished & runs.c.validation_accuracy.is_not(None), _BEST), first)


def _found(
    db: Engine, run: Run, count_of: CountOf, wanted: ColumnElement[bool], order: tuple[ColumnElement[Any], ...]
) -> Run | None:
    """The first in that order of the earlier runs that are `wanted`, and can be compared."""
    of_run = select(runs.c.number).where(runs.c.id == run.id).scalar_subquery()
    query = (
        select(runs.c.id)
        .where(
            runs.c.owner == run.owner,
            runs.c.dataset == run.dataset,
            runs.c.epochs > 0,
            runs.c.imported_at.is_(None),
            runs.c.number < of_run,
            wanted,
        )
        .order_by(*order)
        .limit(LOOKED_THROUGH)
    )
    with reading(db) as connection:
        ids = connection.scalars(query).all()
    earlier = runs_by_id(db, ids)
    return next((earlier[id] for id in ids if id in earlier and _are_alike(earlier[id], run, count_of)), None)


def _are_alike(before: Run, run: Run, count_of: CountOf) -> bool:
    """Whether the accuracies of `before` can be compared with those of `run`: runs that the test set judges stand
    apart, and so do those that train on their validation images; of all others only those that may be ranked count."""
    first, second = before.experiment, run.experiment
    return (
        first.data.trains_on_validation == second.data.trains_on_validation
        and first.training.judged_by_test == second.training.judged_by_test
        and validation_set(first) == validation_set(second)
        and (second.data.trains_on_validation or may_be_ranked(before, leak_of(before, count_of)))
    )
