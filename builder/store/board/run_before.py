"""The run that somebody trained before another one on the same images: what its curves are compared with."""

from sqlalchemy import Engine, select

from builder.store.board.validation_set import validation_set
from builder.store.runs.records import Run, runs_by_id
from builder.store.schema.database import reading
from builder.store.schema.tables import runs

#: Of so many earlier runs on the same data set, the newest one on the same images is looked for.
LOOKED_THROUGH = 30


def run_before(db: Engine, run: Run) -> Run | None:
    """The newest run of the same owner that was submitted before `run`, was trained for an epoch, and was trained and
    validated on images of the same split; None where there is none. One that came out of a file is not meant."""
    of_run = select(runs.c.number).where(runs.c.id == run.id).scalar_subquery()
    query = (
        select(runs.c.id)
        .where(
            runs.c.owner == run.owner,
            runs.c.dataset == run.dataset,
            runs.c.epochs > 0,
            runs.c.imported_at.is_(None),
            runs.c.number < of_run,
        )
        .order_by(runs.c.number.desc())
        .limit(LOOKED_THROUGH)
    )
    with reading(db) as connection:
        ids = connection.scalars(query).all()
    earlier = runs_by_id(db, ids)
    return next((earlier[id] for id in ids if id in earlier and _same_images(earlier[id], run)), None)


def _same_images(one: Run, other: Run) -> bool:
    """Whether their validation accuracies can be compared: one that trains on its validation images stands apart."""
    first, second = one.experiment, other.experiment
    alike = first.data.trains_on_validation == second.data.trains_on_validation
    return alike and validation_set(first) == validation_set(second)
