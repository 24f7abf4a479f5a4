"""The runs that somebody trained before another one on the same images: what it is compared with."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, select

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


def earlier_runs(db: Engine, run: Run) -> Earlier:
    """What the owner of `run` trained before it, for an epoch at least, under the same protocol and on images of the
    same split. A run that came out of a file is not meant."""
    is_finished = runs.c.state == "finished"
    first = _found(db, run, is_finished, _FIRST)
    if first is None:
        return Earlier(unfinished=_found(db, run, ~is_finished, _NEWEST))
    if run.experiment.data.trains_on_validation:
        return Earlier(first=first)
    return Earlier(_found(db, run, is_finished & runs.c.validation_accuracy.is_not(None), _BEST), first)


def _found(db: Engine, run: Run, wanted: ColumnElement[bool], order: tuple[ColumnElement[Any], ...]) -> Run | None:
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
    return next((earlier[id] for id in ids if id in earlier and _are_alike(earlier[id], run)), None)


def _are_alike(one: Run, other: Run) -> bool:
    """Whether their accuracies can be compared: one that trains on its validation images stands apart, and so does one
    that the test set judges."""
    first, second = one.experiment, other.experiment
    return (
        first.data.trains_on_validation == second.data.trains_on_validation
        and first.training.judged_by_test == second.training.judged_by_test
        and validation_set(first) == validation_set(second)
    )
