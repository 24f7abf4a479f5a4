"""Reasons in the store: values go in and come out, and what older versions stored as text is still read."""

import pytest
from sqlalchemy import Engine, update

from builder.design.experiment import Experiment
from builder.progress.ending import EarlyStopped, EndedByEpochs, Exhausted, MissedTarget, NotBegun, TestSetNotRead
from builder.progress.epoch import Progress
from builder.progress.failure import Died, NotWritten, TaskFailed, Unexpected
from builder.progress.speed import FasterFormat, FasterSteps
from builder.progress.told import Told
from builder.store import tasks
from builder.store.runs import attempts, lifecycle, owners, records
from builder.store.runs.curves import progress_of
from builder.store.runs.kept import kept_runs
from builder.store.schema import tables
from builder.store.schema.database import writing
from builder.words.reasons import said

OWNER = "owner"


def running(db: Engine) -> tuple[str, str]:
    lifecycle.submit(db, Experiment(), OWNER)
    run, token = lifecycle.claim_next(db, parallel=9)
    return run.id, token


@pytest.mark.parametrize(
    "reason",
    [
        EndedByEpochs(epochs=8, missed=MissedTarget(target=0.9, best=0.7, epoch=2)),
        EarlyStopped(rules=(Exhausted(monitor="val_loss", patience=3, best=0.5, best_epoch=4),)),
        TestSetNotRead(ending=EndedByEpochs(epochs=8)),
        Told(text="All 8 epochs were trained"),
    ],
    ids=lambda reason: reason.kind,
)
def test_why_training_ended_is_read_back_as_the_value_that_was_written(db: Engine, reason):
    id, token = running(db)
    lifecycle.finish(db, id, token, end_reason=reason, seconds=1.0)
    assert records.get_run(db, id).end_reason == reason
    assert kept_runs(db)[0].end_reason == reason


def test_why_a_run_failed_and_why_it_computes_as_it_does_are_read_back(db: Engine):
    id, token = running(db)
    precision, steps = FasterFormat(float32=100, bfloat16=250), FasterSteps(steps=10, one=100, several=120)
    attempts.record_start(
        db,
        id,
        token,
        processor="Test",
        versions={},
        precision="mixed_bfloat16",
        precision_reason=precision,
        steps_per_execution=10,
        steps_reason=steps,
    )
    failure = Died(how="memory", code=-9, batch_size=512, kept_epoch=None)
    lifecycle.fail(db, id, token, failure)
    run = records.get_run(db, id)
    assert (run.precision_reason, run.steps_reason, run.error, run.end_reason) == (precision, steps, failure, None)


def test_a_queued_run_that_is_stopped_says_that_it_had_not_begun(db: Engine):
    run = lifecycle.submit(db, Experiment(), OWNER)
    assert owners.request_stop(db, run.id, OWNER).end_reason == NotBegun(state="queued")


def test_what_the_system_said_is_kept_on_one_line_and_short(db: Engine):
    id, token = running(db)
    lifecycle.fail(db, id, token, Unexpected(error="ValueError:\n\ud800odd" + "x" * 900, kept_epoch=None))
    error = records.get_run(db, id).error.error
    assert error.startswith("ValueError: odd") and len(error) == 500
    id, token = running(db)
    paused = NotWritten(what="weights", folder="/tmp/a\nb", reason="full")
    lifecycle.mark_paused(db, id, token, seconds=None, reason=paused)
    assert records.get_run(db, id).end_reason == NotWritten(what="weights", folder="/tmp/a b", reason="full")


@pytest.mark.parametrize("text", ["All 60 epochs were trained", '{"kind": "from a newer version"}', "{not JSON"])
def test_text_that_is_no_reason_of_ours_is_told_as_it_is(db: Engine, text: str):
    id, token = running(db)
    lifecycle.finish(db, id, token, end_reason=None, seconds=1.0)
    with writing(db) as connection:
        columns = dict.fromkeys(("end_reason", "error", "precision_reason", "steps_reason"), text)
        connection.execute(update(tables.runs).where(tables.runs.c.id == id).values(columns))
    run = records.get_run(db, id)
    for reason in (run.end_reason, run.error, run.precision_reason, run.steps_reason):
        assert reason == Told(text=text) and said(reason) == text


def test_a_phase_that_this_version_does_not_know_is_told_as_it_is(db: Engine):
    id, token = running(db)
    attempts.report_progress(db, id, token, Progress(phase="validating", epoch=3))
    assert progress_of(db, id).phase == "validating"
    with writing(db) as connection:
        connection.execute(update(tables.progress).values({"phase": "Training"}))
    assert progress_of(db, id).phase == Told(text="Training")


def test_why_a_task_failed_is_read_back_and_so_is_a_sentence_of_before(db: Engine):
    task = tasks.submit_task(db, "download")
    _, token = tasks.claim_task(db, ("download",))
    tasks.fail_task(db, task.id, token, TaskFailed(how="disk"))
    assert tasks.get_task(db, task.id).error == TaskFailed(how="disk")
    with writing(db) as connection:
        connection.execute(update(tables.tasks).values(error="The network is gone."))
    assert tasks.get_task(db, task.id).error == Told(text="The network is gone.")
