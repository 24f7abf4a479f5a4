"""Only the owner stops, renames and deletes; names are kept as text, whatever they hold."""

import pytest
from sqlalchemy import Engine, func, select

from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch, Progress
from builder.progress.told import Told
from builder.store import visitors
from builder.store.errors import NameNotUsableError, NotOwnerError, RunNotFoundError, RunStateError
from builder.store.runs import attempts, lifecycle, owners, readings
from builder.store.runs.records import get_run, list_runs
from builder.store.schema import tables
from builder.words.reasons import said

OWNER, OTHER = "a" * 64, "b" * 64
EXPERIMENT = Experiment(name="Mine")


def queued(db: Engine) -> str:
    return lifecycle.submit(db, EXPERIMENT, OWNER).id


ACTIONS = {
    "stop": lambda db, id, owner: owners.request_stop(db, id, owner),
    "rename": lambda db, id, owner: owners.rename(db, id, owner, "Another name"),
    "delete": lambda db, id, owner: owners.delete(db, id, owner),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_but_the_owner_may(db: Engine, action: str):
    id = queued(db)
    visitors.set_nickname(db, OWNER, "Ada")
    before = get_run(db, id)
    with pytest.raises(NotOwnerError, match=f"“Mine” belongs to Ada; only its owner can {action} it"):
        ACTIONS[action](db, id, OTHER)
    assert get_run(db, id) == before
    ACTIONS[action](db, id, OWNER)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_run_that_does_not_exist_is_named_as_such(db: Engine, action: str):
    with pytest.raises(RunNotFoundError, match="There is no run 'nothere2'"):
        ACTIONS[action](db, "nothere2", OWNER)


def test_stopping_a_queued_run_ends_it_at_once(db: Engine):
    id = queued(db)
    run = owners.request_stop(db, id, OWNER)
    assert (run.state, said(run.end_reason)) == ("stopped", "Stopped before training started.")
    assert run.ended_at >= run.submitted_at
    assert lifecycle.claim_next(db) is None


def test_stopping_a_running_run_asks_its_worker(db: Engine):
    id = queued(db)
    _, token = lifecycle.claim_next(db)
    run = owners.request_stop(db, id, OWNER)
    assert (run.state, run.stop_requested) == ("running", True)
    (attempt,) = attempts.running_attempts(db)
    assert attempt.stop_requested
    first_time = attempt.stop_requested_at
    assert first_time >= attempt.started_at
    owners.request_stop(db, id, OWNER)
    assert attempts.running_attempts(db)[0].stop_requested_at == first_time
    assert attempts.report_progress(db, id, token, Progress(phase="training")) == "stop"


def test_stopping_a_run_that_has_just_ended_leaves_it_as_it_is(db: Engine):
    id = queued(db)
    _, token = lifecycle.claim_next(db)
    lifecycle.finish(db, id, token, end_reason=Told(text="All epochs are done."), seconds=1.0)
    before = get_run(db, id)
    assert owners.request_stop(db, id, OWNER) == before


def test_renaming_changes_the_name_of_the_run_and_of_its_design(db: Engine):
    run = owners.rename(db, queued(db), OWNER, "  Better\tname ")
    assert run.name == run.experiment.name == "Better name"
    assert run.experiment == EXPERIMENT.model_copy(update={"name": "Better name"})


def test_a_name_is_kept_as_text_on_one_line(db: Engine):
    hostile = "<script>alert(1)</script>\n\r\x00\x1b[31m'; DROP TABLE runs; --\u202e\ud800 | `x` $y$ 🦊"
    run = owners.rename(db, queued(db), OWNER, hostile)
    assert run.name == "<script>alert(1)</script> [31m'; DROP TABLE runs; -- | `x` $y$ 🦊"
    assert list_runs(db)[0].name == run.name


@pytest.mark.parametrize("name", ["", "   ", "\n\t", "\u200b\u202e"])
def test_a_name_that_nobody_could_see_is_refused(db: Engine, name: str):
    id = queued(db)
    with pytest.raises(NameNotUsableError, match="at least one visible character"):
        owners.rename(db, id, OWNER, name)
    assert get_run(db, id).name == "Mine"


def test_a_long_name_is_cut(db: Engine):
    assert len(owners.rename(db, queued(db), OWNER, "x" * 1000).name) == 80


def test_a_running_run_is_not_deleted(db: Engine):
    id = queued(db)
    lifecycle.claim_next(db)
    with pytest.raises(RunStateError, match="still training; stop it before deleting it"):
        owners.delete(db, id, OWNER)
    assert get_run(db, id).state == "running"


def test_deleting_a_run_leaves_nothing_of_it_and_all_of_the_others(db: Engine):
    ids = []
    for _ in range(2):
        ids.append(queued(db))
        _, token = lifecycle.claim_next(db)
        one = Epoch(epoch=1, loss=1, accuracy=0.5, val_loss=1, val_accuracy=0.5, seconds=1)
        attempts.record_epoch(db, ids[-1], token, one, best_epoch=1, kept_epoch=1, validation_accuracy=0.5, seconds=1.0)
        lifecycle.finish(db, ids[-1], token, end_reason=None, seconds=1.0, test_correct=5, test_count=10)
    owners.delete(db, ids[0], OWNER)
    with pytest.raises(RunNotFoundError):
        get_run(db, ids[0])
    with db.connect() as connection:
        for table in (tables.runs, tables.epochs, tables.test_readings):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 1, table.name
    assert readings.test_readings(db, ids[1])
