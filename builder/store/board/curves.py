"""The validation curves that the leaderboard draws beside its runs."""

from collections.abc import Sequence

from sqlalchemy import Engine, case, select

from builder.store.runs.records import ENDED, Run
from builder.store.schema.database import reading
from builder.store.schema.tables import epochs, runs


def validation_curves(db: Engine, ids: Sequence[str], points: int | None = None) -> dict[str, tuple[float, ...]]:
    """The validation accuracy of each epoch, by one query; empty for a run without epochs.

    With `points`, only every n-th epoch, counted back from the last, is read of a run with at least twice as many:
    at least `points` and at most twice as many.
    """
    found: dict[str, list[float]] = {id: [] for id in ids}
    query = select(epochs.c.run_id, epochs.c.val_accuracy).where(epochs.c.run_id.in_(found))
    if points is not None:
        step = case((runs.c.epochs >= 2 * points, runs.c.epochs // points), else_=1)
        query = query.join(runs, runs.c.id == epochs.c.run_id).where((runs.c.epochs - epochs.c.epoch) % step == 0)
    with reading(db) as connection:
        rows = connection.execute(query.order_by(epochs.c.run_id, epochs.c.epoch)).all()
    for run_id, accuracy in rows:
        found[run_id].append(accuracy)
    return {id: tuple(curve) for id, curve in found.items()}


#: Thinned curves of ended runs, which no longer change, by run id, number of epochs and points.
_curves: dict[tuple[str, int, int], tuple[float, ...]] = {}
_MOST_CURVES = 5_000


def thinned_curves(db: Engine, listed: Sequence[Run], points: int) -> dict[str, tuple[float, ...]]:
    """`validation_curves` of these runs; those of ended runs are cached."""
    keys = {run.id: (run.id, run.epochs, points) for run in listed}
    read = validation_curves(db, [id for id, key in keys.items() if key not in _curves], points)
    found = {id: read[id] if id in read else _curves[key] for id, key in keys.items()}
    if len(_curves) + len(read) > _MOST_CURVES:
        _curves.clear()
    _curves.update({keys[run.id]: read[run.id] for run in listed if run.state in ENDED and run.id in read})
    return found
