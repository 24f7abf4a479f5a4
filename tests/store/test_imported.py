"""Runs out of a file, on either database: whole with their files or not there, and ranked once they are evaluated."""

import pytest
from sqlalchemy import Engine

from builder.store.errors import RunNotFoundError, RunStateError, TooManyError
from builder.store.ids import new_id
from builder.store.runs import imported
from builder.store.runs.claims import Claims
from builder.store.runs.curves import epochs_of
from builder.store.runs.imported import insert_imported, record_evaluation
from builder.store.runs.kept import kept_runs
from builder.store.runs.readings import test_readings as readings_of
from builder.store.runs.records import Run, list_runs
from tests.store.made_runs import EXPERIMENT, OWNER, epoch, running

CLAIMS = Claims(by="Ada", product="1.0", exported_at=1.0, state="finished", validation_accuracy=0.9)
COUNTS = {"validation_correct": 6, "validation_count": 10, "test_correct": 5, "test_count": 10}


def insert(db: Engine, put_files=lambda: None) -> Run:
    return insert_imported(
        db, EXPERIMENT, OWNER, "home", id=new_id(), claims=CLAIMS, epochs=[epoch(1), epoch(2, 0.9)], best_epoch=2,
        kept_epoch=2, end_reason=None, put_files=put_files,
    )  # fmt: skip


def test_an_imported_run_has_a_curve_and_claims_but_no_accuracy_of_its_own(db: Engine):
    run = insert(db)
    assert (run.state, run.has_weights, run.epochs, run.home) == ("finished", True, 2, "home")
    assert (run.validation_accuracy, run.test_accuracy, run.claims) == (None, None, CLAIMS)
    assert [one.val_accuracy for one in epochs_of(db, run.id)] == [0.5, 0.9]


def test_where_its_files_cannot_be_put_in_place_there_is_no_run(db: Engine):
    def fail() -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        insert(db, fail)
    assert list_runs(db) == ()


def test_an_evaluation_is_recorded_once_and_seen_at_once(db: Engine):
    run = insert(db)
    assert [one.validation_accuracy for one in kept_runs(db)] == [None]
    record_evaluation(db, run.id, **COUNTS)
    assert [(one.validation_accuracy, one.test_accuracy) for one in kept_runs(db)] == [(0.6, 0.5)]
    assert [(one.reason, one.correct) for one in readings_of(db, run.id)] == [("requested", 5)]
    with pytest.raises(RunStateError):
        record_evaluation(db, run.id, **COUNTS)
    with pytest.raises(RunNotFoundError):
        record_evaluation(db, "zzzzzzzz", **COUNTS)


def test_a_run_that_was_trained_here_is_not_evaluated_so(db: Engine):
    id, _ = running(db)
    with pytest.raises(RunStateError, match="was not imported"):
        record_evaluation(db, id, **COUNTS)


def test_so_many_runs_are_imported_and_no_more(db: Engine, monkeypatch):
    monkeypatch.setattr(imported, "IMPORTED_RUNS", 1)
    insert(db)
    with pytest.raises(TooManyError):
        insert(db)


def test_claims_are_short_lines_and_what_cannot_be_is_none(db: Engine):
    claims = CLAIMS.model_copy(update={"by": "x"}).model_dump() | {"by": "a\n\x1b[2Jb" * 100}
    assert Claims.model_validate(claims).by.isprintable()
    for wrong in ({"test_accuracy": 1.5}, {"exported_at": -1}, {"state": "running"}, {"test_count": 0}, {"more": 1}):
        with pytest.raises(ValueError):
            Claims.model_validate(CLAIMS.model_dump() | wrong)
