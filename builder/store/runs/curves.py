"""The epochs of runs, and where a running one stands. Nothing here writes."""

from collections.abc import Sequence
from typing import Any, get_args

from sqlalchemy import Engine, Row, select

from builder.progress.epoch import Epoch, Progress
from builder.progress.phase import Phase
from builder.progress.told import Told
from builder.store.schema.database import reading
from builder.store.schema.tables import epochs, progress


def epochs_of(db: Engine, id: str, after: int = 0) -> tuple[Epoch, ...]:
    """The run's epochs in order, only those after epoch number `after`; empty for an unknown run."""
    query = select(epochs).where(epochs.c.run_id == id, epochs.c.epoch > after).order_by(epochs.c.epoch)
    with reading(db) as connection:
        return tuple(_epoch(row) for row in connection.execute(query))


def curves_of(db: Engine, ids: Sequence[str]) -> dict[str, tuple[Epoch, ...]]:
    """The epochs of several runs by one query, in the order of `ids`; empty for a run without any."""
    found: dict[str, list[Epoch]] = {id: [] for id in ids}
    query = select(epochs).where(epochs.c.run_id.in_(found)).order_by(epochs.c.run_id, epochs.c.epoch)
    with reading(db) as connection:
        for row in connection.execute(query):
            found[row.run_id].append(_epoch(row))
    return {id: tuple(curve) for id, curve in found.items()}


def progress_of(db: Engine, id: str) -> Progress | None:
    """The progress of a running run; None for one that is not running."""
    with reading(db) as connection:
        row = connection.execute(select(progress).where(progress.c.run_id == id)).first()
    if row is None:
        return None
    values = {name: value for name, value in row._mapping.items() if name != "run_id"}
    return Progress(**values | {"phase": _phase(row.phase)})


def _phase(text: str) -> Phase | Told:
    """The phase; one that this version does not know, such as another version's, is returned as Told."""
    known: tuple[Phase, ...] = get_args(Phase)
    return next((phase for phase in known if phase == text), Told(text=text))


def _epoch(row: Row[Any]) -> Epoch:
    return Epoch.model_construct(
        epoch=row.epoch,
        loss=row.loss,
        accuracy=row.accuracy,
        val_loss=row.val_loss,
        val_accuracy=row.val_accuracy,
        seconds=row.seconds,
        test_accuracy=row.test_accuracy,
    )
