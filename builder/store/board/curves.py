"""The validation curves that the leaderboard draws beside its runs."""

from collections.abc import Sequence

from sqlalchemy import Engine, case, select

from builder.store.runs.records import ENDED, Run
from builder.store.schema.database import reading
from builder.store.schema.tables import epochs, runs


def validation_curves(db: Engine, ids: Sequence[str], points: int | None = None) -> dict[str, tuple[float, ...]]:
    """The validation accuracy of each epoch, by one query; empty for a run without epochs.

    With `points`, of a run of at least twice as many epochs only every n-th is read, counted from its last: at
    least `points` and at most twice as many.
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


#: Thinned curves of ended runs by run id, number of epochs and points: they change no more.
_curves: dict[tuple[str, int, int], tuple[float, ...]] = {}
_MOST_CURVES = 5_000


def thinned_curves(db: Engine, listed: Sequence[Run], points: int) -> dict[str, tuple[float, ...]]:
    """`validation_curves` of these runs; of those that have ended, what was read before is not read again."""
    keys = {run.id: (run.id, run.epochs, points) for run in listed}
    read = validation_curves(db, [id for id, key in keys.items() if key not in _curves], points)
    found = {id: read[id] if id in read else _curves[key] for id, key in keys.items()}
    if len(_curves) + len(read) > _MOST_CURVES:
        _curves.clear()
    _curves.update({keys[run.id]: read[run.id] for run in listed if run.state in ENDED and run.id in read})
    return found
