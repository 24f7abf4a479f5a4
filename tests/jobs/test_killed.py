"""Processes that are killed: the run says so, the queue goes on, and nothing is done twice."""

from typing import NamedTuple

import psutil
import pytest

from builder import jobs
from builder.jobs import inference
from builder.jobs.executor import executor_of
from builder.jobs.supervise.rounds import STOP_SECONDS
from builder.jobs.supervise.silence import SILENCE_SECONDS, Beats
from builder.jobs.supervise.supervision import Supervision
from builder.progress.epoch import Epoch
from builder.store import tasks
from builder.store.artifacts import artifacts_of
from builder.store.runs import lifecycle, owners, queue, readings, records
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import Run
from builder.words.reasons import said
from tests.jobs.rounds import EACH, Clock, look
from tests.jobs.watching import (
    OWNER,
    gone,
    processes_of,
    read_log,
    small,
    suspend,
    training,
    wait_for_end,
    wait_for_epoch,
    wait_for_task,
    wait_until,
    worker_of,
)


def kill_worker(db, run) -> int:
    """Kills the run's worker once it has trained an epoch more than the store knows; the epochs known then."""
    before = records.get_run(db, run.id).epochs
    known = wait_for_epoch(db, run, before + 1).epochs
    worker = worker_of(db, run)
    worker.kill()
    assert gone(worker)
    return known


@pytest.mark.slow
def test_a_run_whose_worker_is_killed_twice_fails_with_its_weights_and_the_next_run_goes_on(settings, db):
    killed = jobs.submit_run(settings, db, small(epochs=10_000), OWNER)
    following = jobs.submit_run(settings, db, small(), OWNER)
    kill_worker(db, killed)
    assert queue.queue_position(db, following.id) == 1
    kill_worker(db, killed)

    killed = wait_for_end(db, killed)
    assert killed.restarts == 1
    assert killed.state == "failed"
    assert killed.has_weights and f"epoch {killed.kept_epoch} are kept" in said(killed.error)
    if psutil.POSIX:
        assert "memory" in said(killed.error) and "batch size (50 now)" in said(killed.error)
    assert wait_for_end(db, following).state == "finished"


@pytest.mark.slow
def test_the_next_supervisor_follows_the_workers_of_a_killed_one(settings, db):
    run = jobs.submit_run(settings, db, small(epochs=60), OWNER)
    (first,) = wait_until(lambda: processes_of(settings, "supervisor"))
    wait_for_epoch(db, run)
    worker = worker_of(db, run)
    first.kill()
    assert gone(first)
    jobs.ensure_supervisor(settings)
    wait_until(lambda: processes_of(settings, "supervisor"))

    seen = set()

    def ended() -> bool:
        seen.update(process.pid for process in processes_of(settings, "worker"))
        return records.get_run(db, run.id).state not in records.ACTIVE

    wait_until(ended, progress=training(db))
    run = records.get_run(db, run.id)
    assert (run.state, run.epochs, run.error) == ("finished", 60, None)
    assert seen <= {worker.pid}
    assert len(readings.test_readings(db, run.id)) == 1


@pytest.fixture
def followed(settings, db):
    """A run that a real worker trains, while this test makes the supervisor's rounds with a clock of its own."""
    clock = Clock()
    supervision = Supervision(settings, db, executor_of(settings), beats=Beats(clock=clock))
    run = lifecycle.submit(db, small(epochs=40), OWNER)
    wait_until(lambda: look(supervision) and records.get_run(db, run.id).has_weights)
    return supervision, clock, run


#: What is killed or paused trains so many epochs.
EPOCHS = 40


class Whole(NamedTuple):
    """What a run ends with that is left alone."""

    run: Run
    curve: list[Epoch]
    weights: bytes


def what_came(settings, db, run) -> Whole:
    curve = [epoch.model_copy(update={"seconds": 0.0}) for epoch in epochs_of(db, run.id)]
    return Whole(run, curve, (artifacts_of(settings).folder(run.id) / "weights.safetensors").read_bytes())


def learning():
    return small(epochs=EPOCHS, learning_rate=0.01)


@pytest.fixture(scope="module")
def whole(shared_home, shared_db) -> Whole:
    """Trained once, in a home of its own: what comes of a design depends on no home."""
    run = wait_for_end(shared_db, jobs.submit_run(shared_home, shared_db, learning(), OWNER))
    assert (run.state, run.epochs) == ("finished", EPOCHS), run.error
    return what_came(shared_home, shared_db, run)


@pytest.mark.slow
def test_a_run_whose_worker_is_killed_ends_with_the_weights_and_the_curve_of_one_that_is_not(settings, db, whole):
    killed = jobs.submit_run(settings, db, learning(), OWNER)
    known = kill_worker(db, killed)
    killed = wait_for_end(db, killed)
    assert (killed.state, killed.restarts, killed.epochs) == ("finished", 1, EPOCHS)
    assert known < EPOCHS
    came = what_came(settings, db, killed)
    assert came.curve == whole.curve
    assert killed.test_accuracy == whole.run.test_accuracy
    assert came.weights == whole.weights
    assert len(readings.test_readings(db, killed.id)) == 1
    wait_until(lambda: not artifacts_of(settings).checkpoint(killed.id).exists())  # after the run's end is known


@pytest.mark.slow
def test_a_paused_run_goes_on_where_it_was(settings, db, whole):
    run = jobs.submit_run(settings, db, learning(), OWNER)
    wait_for_epoch(db, run, 3)
    jobs.pause_run(settings, db, run.id, OWNER)
    paused = wait_until(lambda: _paused(db, run))
    assert 3 <= paused.epochs < EPOCHS and paused.test_count is None
    assert artifacts_of(settings).checkpoint(run.id).exists()
    wait_until(lambda: not processes_of(settings, "worker"))  # after which nobody can train it on
    assert records.get_run(db, run.id).epochs == paused.epochs

    jobs.resume_run(settings, db, run.id, OWNER)
    run = wait_for_end(db, run)
    assert (run.state, run.epochs, run.restarts) == ("finished", EPOCHS, 0)
    assert what_came(settings, db, run).curve == whole.curve
    assert run.seconds > paused.seconds


def _paused(db, run):
    now = records.get_run(db, run.id)
    return now if now.state == "paused" else None


@pytest.mark.skipif(not psutil.POSIX, reason="Windows cannot suspend a process in this way")
@pytest.mark.slow
def test_a_worker_that_is_silent_for_long_is_ended_and_another_goes_on(followed, db):
    supervision, clock, run = followed
    worker = worker_of(db, run)
    suspend(db, worker)
    for _ in range(round(SILENCE_SECONDS / EACH) + 3):
        clock.now += EACH
        look(supervision)
    assert gone(worker)
    wait_until(lambda: not look(supervision), progress=training(db))
    run = records.get_run(db, run.id)
    assert (run.state, run.epochs, run.restarts) == ("finished", 40, 1)


@pytest.mark.slow
def test_a_run_whose_supervisor_and_worker_were_both_killed_goes_on(settings, db):
    run = jobs.submit_run(settings, db, small(epochs=10), OWNER)
    (supervisor,) = wait_until(lambda: processes_of(settings, "supervisor"))
    for process in (supervisor, worker_of(db, run)):
        process.kill()
        assert gone(process)
    jobs.ensure_supervisor(settings)
    run = wait_for_end(db, run)
    assert (run.state, run.epochs, run.restarts) == ("finished", 10, 1)


@pytest.mark.slow
def test_a_run_that_was_claimed_by_a_killed_supervisor_is_still_trained(settings, db):
    run = lifecycle.submit(db, small(limit=40), OWNER)
    lifecycle.claim_next(db)  # and here the supervisor is killed, before it has started a worker
    jobs.ensure_supervisor(settings)
    assert wait_for_end(db, run).state == "finished"


@pytest.mark.slow
@pytest.mark.skipif(not psutil.POSIX, reason="Windows cannot suspend a process in this way")
def test_a_worker_that_does_not_stop_by_itself_is_ended_and_its_run_is_stopped(followed, settings, db):
    supervision, clock, run = followed
    worker = worker_of(db, run)
    suspend(db, worker)
    owners.request_stop(db, run.id, OWNER)
    look(supervision)
    clock.now += STOP_SECONDS
    look(supervision)
    assert worker.is_running() and records.get_run(db, run.id).state == "running"
    clock.now += 0.1
    wait_until(lambda: not look(supervision))
    assert gone(worker) and not processes_of(settings, "worker")
    run = records.get_run(db, run.id)
    assert run.state == "stopped" and run.has_weights
    assert f"epoch {run.kept_epoch} are kept" in said(run.end_reason)


def test_a_task_that_ends_its_process_twice_fails_and_is_not_tried_for_ever(settings, db):
    run = lifecycle.submit(db, small(), OWNER)
    owners.request_stop(db, run.id, OWNER)
    task = tasks.submit_task(db, "classify", run_id=run.id)
    for _ in range(2):
        tasks.claim_task(db, ["classify"])  # as a process that dies at once would leave it
        tasks.abandon_tasks(db, ["classify"], inference.DIED)
    assert tasks.get_task(db, task.id).error == inference.DIED

    left = tasks.submit_task(db, "classify", run_id=run.id)
    tasks.claim_task(db, ["classify"])
    jobs.ensure_supervisor(settings)
    left = wait_for_task(db, left)  # taken up once more, by a process that lives
    assert left.state == "failed" and "no saved weights" in said(left.error)
    assert read_log(settings, "inference").count("---") == 1
