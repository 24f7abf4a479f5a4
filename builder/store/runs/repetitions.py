"""The runs of one very design with one seed: each repeats the others."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Engine, and_, case, func, or_, select

from builder.design.experiment import Experiment
from builder.store.runs.design_text import design_text
from builder.store.runs.records import Run, runs_by_id
from builder.store.schema.database import reading
from builder.store.schema.tables import runs

#: Of so many runs, the newest: each edit of a design asks.
LOOKED_THROUGH = 1_000
#: What tells more of a design comes first.
STATES = ("finished", "running", "queued")


def same_run(db: Engine, experiment: Experiment) -> Run | None:
    """The run of this very design with this seed, whoever trained it: a finished one before one that trains, that
    before one that waits, the oldest first; None where there is none.

    What was stopped, failed or came out of a file does not count, nor what is to be stopped, nor what is older than
    the newest `LOOKED_THROUGH` runs.
    """
    by_state = case({state: place for place, state in enumerate(STATES)}, value=runs.c.state)
    query = select(runs.c.id).where(_counts([design_text(experiment)])).order_by(by_state, runs.c.number).limit(1)
    with reading(db) as connection:
        id = connection.execute(query).scalar()
    return None if id is None else runs_by_id(db, [id]).get(id)


def free_seed(db: Engine, experiment: Experiment, seeds: Sequence[int]) -> int | None:
    """The first of these seeds that no such run has been trained with; None where all are taken."""
    training = experiment.training
    texts = {
        seed: design_text(experiment.model_copy(update={"training": training.model_copy(update={"seed": seed})}))
        for seed in seeds
    }
    with reading(db) as connection:
        taken = set(connection.scalars(select(runs.c.experiment).where(_counts(list(texts.values())))))
    return next((seed for seed, text in texts.items() if text not in taken), None)


def _counts(texts: Sequence[str]) -> ColumnElement[bool]:
    newest = select(func.max(runs.c.number)).scalar_subquery()
    return and_(
        runs.c.number > newest - LOOKED_THROUGH,
        runs.c.experiment.in_(texts),
        runs.c.state.in_(STATES),
        runs.c.imported_at.is_(None),
        or_(runs.c.state == "finished", runs.c.stop_requested_at.is_(None)),
    )
