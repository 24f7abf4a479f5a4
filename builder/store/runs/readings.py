"""Readings of the test set: each is recorded, and after one the run cannot be continued."""

from typing import Literal

from sqlalchemy import Connection, Engine, insert, select, update

from builder.design.base import Value
from builder.store.errors import RunNotFoundError, RunStateError
from builder.store.runs.records import ENDED
from builder.store.schema.database import now, reading, writing
from builder.store.schema.tables import runs
from builder.store.schema.tables import test_readings as readings

ReadingReason = Literal["finished", "requested"]


class TestReading(Value):
    """One measurement of a run's weights on the test set."""

    __test__ = False  # not a test class, whatever its name

    run_id: str
    reason: ReadingReason
    count: int
    correct: int
    read_at: float


def record_test_reading(db: Engine, id: str, *, count: int, correct: int) -> None:
    """Records a reading on request: the run's kept weights classified `correct` of `count` test images correctly.

    The run must have ended and have weights; raises RunNotFoundError and RunStateError. The reading of a run that
    finishes is recorded by `lifecycle.finish`.
    """
    _check(count, correct)
    with writing(db) as connection:
        run = connection.execute(select(runs).where(runs.c.id == id).with_for_update()).first()
        if run is None:
            raise RunNotFoundError(id)
        if run.state not in ENDED or not run.has_weights:
            problem = "has no saved weights" if run.state in ENDED else f"is {run.state}"
            raise RunStateError(f"“{run.name}” {problem}; only an ended run with weights is measured on the test set.")
        insert_reading(connection, id, reason="requested", count=count, correct=correct)


def insert_reading(connection: Connection, id: str, *, reason: ReadingReason, count: int, correct: int) -> None:
    """Called within a transaction that has checked that the run may be measured."""
    _check(count, correct)
    connection.execute(insert(readings).values(run_id=id, reason=reason, count=count, correct=correct, read_at=now()))
    connection.execute(update(runs).where(runs.c.id == id).values(test_accuracy=correct / count, test_count=count))


def _check(count: int, correct: int) -> None:
    if count < 1 or not 0 <= correct <= count:
        raise ValueError(f"{correct} correct of {count} test images; expected at least one image, and no more correct")


def test_readings(db: Engine, id: str) -> tuple[TestReading, ...]:
    """Every reading of the test set by this run, oldest first; empty for an unknown run."""
    query = select(readings).where(readings.c.run_id == id).order_by(readings.c.number)
    with reading(db) as connection:
        return tuple(
            TestReading(run_id=row.run_id, reason=row.reason, count=row.count, correct=row.correct, read_at=row.read_at)
            for row in connection.execute(query)
        )


setattr(test_readings, "__test__", False)  # noqa: B010 - nor is this a test
