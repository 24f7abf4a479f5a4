"""Runs that come out of a file: they are there with what it claims, and are ranked once they are evaluated here."""

from collections.abc import Callable, Sequence

from sqlalchemy import Engine, func, insert, select, update

from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch
from builder.progress.reason import Reason
from builder.store.errors import RunNotFoundError, RunStateError, TooManyError
from builder.store.reasons import reason_text
from builder.store.runs.claims import Claims
from builder.store.runs.new_row import new_row
from builder.store.runs.readings import insert_reading
from builder.store.runs.records import Run, get_run
from builder.store.schema.database import lock, writing
from builder.store.schema.tables import epochs as epochs_table
from builder.store.schema.tables import runs

#: How many imported runs one owner may have: as many as a class and its teacher.
IMPORTED_RUNS = 50


def insert_imported(
    db: Engine,
    experiment: Experiment,
    owner: str,
    home: str,
    *,
    id: str,
    claims: Claims,
    epochs: Sequence[Epoch],
    best_epoch: int | None,
    kept_epoch: int | None,
    end_reason: Reason | None,
    put_files: Callable[[], None],
) -> Run:
    """Adds an ended run with weights, without any accuracy; `put_files` puts its files in place, last of all.

    Raises TooManyError, StoreError, and what `put_files` raises.
    """
    row = new_row(id, experiment, owner, home, claims.state)
    row |= {
        "ended_at": row["submitted_at"],
        "epochs": len(epochs),
        "best_epoch": best_epoch,
        "kept_epoch": kept_epoch,
        "end_reason": reason_text(end_reason),
        "has_weights": True,
        "imported_at": row["submitted_at"],
        "claims": claims.model_dump_json(),
    }
    with writing(db) as connection:
        lock(connection, "queue")
        own = select(func.count()).where(runs.c.owner == owner, runs.c.imported_at.is_not(None))
        if connection.execute(own).scalar_one() >= IMPORTED_RUNS:
            raise TooManyError(f"You have imported {IMPORTED_RUNS} runs, and no more are taken; delete some first.")
        connection.execute(insert(runs).values(**row))
        if epochs:
            told = [epoch.model_dump() | {"run_id": id} for epoch in epochs]
            connection.execute(insert(epochs_table), told)
        put_files()
    return get_run(db, id)


def record_evaluation(
    db: Engine, id: str, *, validation_correct: int, validation_count: int, test_correct: int, test_count: int
) -> None:
    """Records what an imported run's weights got right here: of its validation images, and of the test set, once.

    From then on it is ranked as any other run. Raises RunNotFoundError and RunStateError.
    """
    with writing(db) as connection:
        run = connection.execute(select(runs).where(runs.c.id == id).with_for_update()).first()
        if run is None:
            raise RunNotFoundError(id)
        if run.imported_at is None or run.test_count is not None:
            raise RunStateError(f"“{run.name}” has been evaluated here already, or was not imported.")
        share = validation_correct / validation_count
        connection.execute(update(runs).where(runs.c.id == id).values(validation_accuracy=share))
        insert_reading(connection, id, reason="requested", count=test_count, correct=test_correct)
