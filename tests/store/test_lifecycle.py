"""A run moves along the named states only, and only the attempt that has it writes to it."""

import pytest
from sqlalchemy import Engine, update

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.presets import PRESETS
from builder.progress.epoch import Progress
from builder.progress.told import Told
from builder.store.errors import LostRunError, RunNotFoundError, RunStateError
from builder.store.runs import attempts, lifecycle, queue, readings
from builder.store.runs.curves import epochs_of, progress_of
from builder.store.runs.records import RunState, get_run
from builder.store.schema import tables
from builder.store.schema.database import writing
from builder.words.reasons import said
from tests.store.made_runs import EXPERIMENT, OWNER, epoch, record, running


def in_state(db: Engine, state: RunState) -> tuple[str, str]:
    """A run in that state, and the token of its last attempt (a made-up one where it never had any)."""
    if state in ("queued", "paused"):
        id = lifecycle.submit(db, EXPERIMENT, OWNER).id
        with writing(db) as connection:
            connection.execute(update(tables.runs).where(tables.runs.c.id == id).values(state=state))
        return id, "0" * 32
    id, token = running(db)
    if state == "finished":
        lifecycle.finish(db, id, token, end_reason=Told(text="All epochs are done."), seconds=3.0)
    elif state == "stopped":
        lifecycle.mark_stopped(db, id, token, end_reason=Told(text="Stopped."), seconds=3.0)
    elif state == "failed":
        lifecycle.fail(db, id, token, Told(text="The computer ran out of memory."))
    return id, token


WORKER_WRITES = {
    "record_worker": lambda db, id, token: attempts.record_worker(db, id, token, "worker 4242"),
    "record_start": lambda db, id, token: attempts.record_start(
        db, id, token, processor="CPU", versions={"keras": "3.15"}, precision="float32"
    ),
    "report_progress": lambda db, id, token: attempts.report_progress(db, id, token, Progress(phase="training")),
    "record_epoch": lambda db, id, token: record(db, id, token, 1),
    "record_weights": attempts.record_weights,
    "finish": lambda db, id, token: lifecycle.finish(
        db, id, token, end_reason=None, seconds=1.0, test_correct=5, test_count=10
    ),
    "mark_stopped": lambda db, id, token: lifecycle.mark_stopped(db, id, token, end_reason=None, seconds=1.0),
    "fail": lambda db, id, token: lifecycle.fail(db, id, token, Told(text="It broke.")),
}


def everything(db: Engine) -> list:
    """All rows of all tables."""
    with db.connect() as connection:
        return [connection.execute(table.select()).all() for table in tables.metadata.sorted_tables]


@pytest.mark.parametrize("state", ["queued", "paused", "finished", "stopped", "failed"])
def test_a_worker_cannot_write_to_a_run_that_is_not_running(db: Engine, state: RunState):
    id, token = in_state(db, state)
    before = everything(db)
    for name, write in WORKER_WRITES.items():
        with pytest.raises(LostRunError):
            write(db, id, token)
        assert everything(db) == before, name


def test_an_old_attempt_changes_nothing_once_another_has_the_run(db: Engine):
    id, old_token = running(db)
    with writing(db) as connection:
        connection.execute(update(tables.runs).where(tables.runs.c.id == id).values(state="queued", token=None))
    _, new_token = lifecycle.claim_next(db)
    assert new_token != old_token
    for name, write in WORKER_WRITES.items():
        before = everything(db)
        with pytest.raises(LostRunError, match="no longer belongs to this process"):
            write(db, id, old_token)
        assert everything(db) == before, name
        if name not in ("finish", "mark_stopped", "fail"):
            write(db, id, new_token)  # the one that has the run may


def test_a_run_that_does_not_exist_is_lost_to_every_worker(db: Engine):
    for write in WORKER_WRITES.values():
        with pytest.raises(LostRunError):
            write(db, "abcdefgh", "0" * 32)


def test_a_submitted_run_waits_with_all_that_is_known_of_it(db: Engine):
    experiment = PRESETS["4"].experiment.model_copy(update={"name": "Four again", "data": Data(images="digits")})
    run = lifecycle.submit(db, experiment, OWNER)
    assert (run.state, run.name, run.preset, run.dataset) == ("queued", "Four again", "4", "digits")
    assert run.experiment == experiment
    # shared/projects: the course counts project 4's parameters; by hand: the convolutions 896 + 18,496 +
    # 73,856 + 295,168, Dense(32) on 2 x 2 x 256 numbers 32,800, and the output 330.
    assert run.parameters == 896 + 18_496 + 73_856 + 295_168 + 32_800 + 330
    assert (run.epochs, run.validation_accuracy, run.test_accuracy, run.has_weights) == (0, None, None, False)
    assert (run.started_at, run.ended_at, run.seconds, run.stop_requested) == (None, None, None, False)


def test_a_design_of_ones_own_is_no_preset(db: Engine):
    network = Network(conv_blocks=(ConvBlock(filters=7),), dense_blocks=(DenseBlock(units=9),))
    assert lifecycle.submit(db, Experiment(network=network), OWNER).preset is None


def test_runs_start_in_the_order_in_which_they_were_submitted_and_one_at_a_time(db: Engine):
    first, second, third = (lifecycle.submit(db, EXPERIMENT, OWNER).id for _ in range(3))
    assert [queue.queue_position(db, id) for id in (first, second, third)] == [1, 2, 3]
    run, token = lifecycle.claim_next(db)
    assert (run.id, run.state) == (first, "running")
    assert run.started_at >= run.submitted_at
    assert lifecycle.claim_next(db) is None
    assert [queue.queue_position(db, id) for id in (first, second, third)] == [None, 1, 2]
    lifecycle.fail(db, first, token, Told(text="It broke."))
    assert lifecycle.claim_next(db)[0].id == second
    assert lifecycle.claim_next(db, parallel=2)[0].id == third
    assert lifecycle.claim_next(db, parallel=3) is None


def test_a_claimed_run_says_at_once_what_it_does(db: Engine):
    id, token = running(db)
    assert progress_of(db, id).phase == "starting_tensorflow"
    report = Progress(phase="training", epoch=2, images_done=512, images_total=40_000, images_per_second=1000.0)
    assert attempts.report_progress(db, id, token, report) is None
    assert progress_of(db, id) == report
    lifecycle.finish(db, id, token, end_reason=None, seconds=1.0)
    assert progress_of(db, id) is None


def test_a_whole_run_is_told_from_start_to_finish(db: Engine):
    id, token = running(db)
    attempts.record_worker(db, id, token, "worker 4242")
    (attempt,) = attempts.running_attempts(db)
    assert (attempt.run_id, attempt.token, attempt.worker) == (id, token, "worker 4242")
    attempts.record_start(db, id, token, processor="A CPU", versions={"keras": "3.15"}, precision="float32")
    record(db, id, token, 1, 0.5)
    record(db, id, token, 2, 0.625)
    attempts.record_weights(db, id, token)
    lifecycle.finish(
        db, id, token, end_reason=Told(text="All 2 epochs\nare done."), seconds=5.5, test_correct=225, test_count=360
    )
    run = get_run(db, id)
    assert (run.state, run.epochs, run.best_epoch, run.kept_epoch) == ("finished", 2, 2, 2)
    assert (run.validation_accuracy, run.test_accuracy, run.test_count) == (0.625, 0.625, 360)
    assert (run.seconds, said(run.end_reason), run.error) == (5.5, "All 2 epochs are done.", None)
    assert (run.processor, run.versions, run.precision) == ("A CPU", {"keras": "3.15"}, "float32")
    assert run.has_weights
    assert run.ended_at >= run.started_at
    assert epochs_of(db, id) == (epoch(1, 0.5), epoch(2, 0.625))
    assert attempts.running_attempts(db) == ()


def test_a_killed_run_keeps_what_its_epochs_recorded(db: Engine):
    id, token = running(db)
    record(db, id, token, 1, 0.4)
    attempts.record_weights(db, id, token)
    lifecycle.fail(db, id, token, Told(text="The process was ended from outside."))
    run = get_run(db, id)
    assert (run.state, said(run.error)) == ("failed", "The process was ended from outside.")
    assert (run.epochs, run.seconds, run.validation_accuracy, run.has_weights) == (1, 2.0, 0.4, True)


def test_a_stop_without_a_time_keeps_the_time_of_the_last_epoch(db: Engine):
    id, token = running(db)
    record(db, id, token, 1)
    lifecycle.mark_stopped(db, id, token, end_reason=None, seconds=None)
    assert get_run(db, id).seconds == 2.0


def test_an_attempt_that_goes_on_from_an_earlier_epoch_replaces_those_after_it(db: Engine):
    id, token = running(db)
    for number in (1, 2, 3):
        record(db, id, token, number, 0.1 * number)
    record(db, id, token, 2, 0.9)
    assert [(e.epoch, e.val_accuracy) for e in epochs_of(db, id)] == [(1, 0.1), (2, 0.9)]
    assert get_run(db, id).epochs == 2


def test_each_reading_of_the_test_set_is_recorded_with_its_reason(db: Engine):
    id, token = running(db)
    attempts.record_weights(db, id, token)
    lifecycle.finish(db, id, token, end_reason=None, seconds=1.0, test_correct=61, test_count=100)
    readings.record_test_reading(db, id, count=100, correct=62)
    found = [(reading.reason, reading.count, reading.correct) for reading in readings.test_readings(db, id)]
    assert found == [("finished", 100, 61), ("requested", 100, 62)]
    assert get_run(db, id).test_accuracy == 0.62


@pytest.mark.parametrize("state", ["queued", "running", "paused", "stopped"])
def test_the_test_set_is_not_read_for_a_run_that_goes_on_or_has_no_weights(db: Engine, state: RunState):
    id, _ = in_state(db, state)
    before = everything(db)
    with pytest.raises(RunStateError, match="only an ended run with weights"):
        readings.record_test_reading(db, id, count=10, correct=5)
    assert everything(db) == before


def test_a_run_is_finished_and_its_reading_recorded_at_once_or_not_at_all(db: Engine):
    id, token = running(db)
    with pytest.raises(ValueError, match="11 correct of 10"):
        lifecycle.finish(db, id, token, end_reason=Told(text="done"), seconds=1.0, test_correct=11, test_count=10)
    with pytest.raises(LostRunError):
        lifecycle.finish(db, id, "another", end_reason=Told(text="done"), seconds=1.0, test_correct=5, test_count=10)
    assert (get_run(db, id).state, readings.test_readings(db, id)) == ("running", ())
    lifecycle.finish(db, id, token, end_reason=Told(text="done"), seconds=1.0, test_correct=5, test_count=10)
    assert (get_run(db, id).state, get_run(db, id).test_accuracy, get_run(db, id).test_count) == ("finished", 0.5, 10)
    assert [(reading.reason, reading.correct) for reading in readings.test_readings(db, id)] == [("finished", 5)]


def test_a_reading_that_cannot_be_is_refused(db: Engine):
    with pytest.raises(ValueError, match="11 correct of 10"):
        readings.record_test_reading(db, "abcdefgh", count=10, correct=11)
    with pytest.raises(RunNotFoundError):
        readings.record_test_reading(db, "abcdefgh", count=10, correct=5)


def stopped_with_weights(db: Engine) -> str:
    id, token = running(db)
    record(db, id, token, 1)
    attempts.record_weights(db, id, token)
    lifecycle.mark_stopped(db, id, token, end_reason=Told(text="Stopped."), seconds=2.0)
    return id


@pytest.mark.parametrize("state", ["queued", "paused"])
def test_a_run_whose_test_set_was_read_can_never_be_queued_again(db: Engine, state: str):
    id = stopped_with_weights(db)
    with writing(db) as connection:  # until then, nothing forbids it
        connection.execute(update(tables.runs).where(tables.runs.c.id == id).values(state=state))
        connection.execute(update(tables.runs).where(tables.runs.c.id == id).values(state="stopped"))
    readings.record_test_reading(db, id, count=10, correct=5)
    with pytest.raises(Exception, match="test_set_read_only_at_the_end"), writing(db) as connection:
        connection.execute(update(tables.runs).where(tables.runs.c.id == id).values(state=state))
    assert get_run(db, id).state == "stopped"


def test_a_queued_design_that_this_version_cannot_read_fails_and_the_queue_goes_on(db: Engine):
    unreadable = lifecycle.submit(db, EXPERIMENT, OWNER).id
    readable = lifecycle.submit(db, EXPERIMENT, OWNER).id
    with writing(db) as connection:
        values = {"experiment": '{"version": 99}'}
        connection.execute(update(tables.runs).where(tables.runs.c.id == unreadable).values(values))
    assert lifecycle.claim_next(db)[0].id == readable
    with db.connect() as connection:
        row = connection.execute(tables.runs.select().where(tables.runs.c.id == unreadable)).one()
    assert row.state == "failed"
    assert "version 99" in row.error
