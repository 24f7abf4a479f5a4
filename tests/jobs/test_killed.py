"""Processes that are killed: the run says so, the queue goes on, and nothing is done twice."""

import time

import psutil
import pytest

from builder import jobs
from builder.jobs import inference
from builder.runs import lifecycle, queue, records, tasks
from tests.jobs.watching import (
    OWNER,
    processes_of,
    read_log,
    small,
    wait_for_end,
    wait_for_epoch,
    wait_for_task,
    wait_until,
)


def test_a_killed_worker_leaves_a_failed_run_with_its_weights_and_the_next_run_goes_on(settings, db):
    killed = jobs.submit_run(settings, db, small(epochs=10_000), OWNER)
    following = jobs.submit_run(settings, db, small(), OWNER)
    wait_for_epoch(db, killed)
    assert queue.queue_position(db, following.id) == 1
    (worker,) = processes_of(settings, "worker")
    worker.kill()

    killed = wait_for_end(db, killed, 10)
    assert killed.state == "failed"
    assert killed.has_weights and f"epoch {killed.kept_epoch} are kept" in killed.error
    if psutil.POSIX:
        assert "memory" in killed.error and "batch size (50 now)" in killed.error
    assert wait_for_end(db, following).state == "finished"


def test_the_next_supervisor_follows_the_workers_of_a_killed_one(settings, db):
    run = jobs.submit_run(settings, db, small(epochs=60), OWNER)
    wait_for_epoch(db, run)
    (first,) = processes_of(settings, "supervisor")
    (worker,) = processes_of(settings, "worker")
    first.kill()
    first.wait(5)
    jobs.ensure_supervisor(settings)
    wait_until(lambda: processes_of(settings, "supervisor"), 10)

    seen = set()
    while records.get_run(db, run.id).state in records.ACTIVE:
        seen |= {process.pid for process in processes_of(settings, "worker")}
        time.sleep(0.2)
    run = records.get_run(db, run.id)
    assert (run.state, run.epochs, run.error) == ("finished", 60, None)
    assert seen <= {worker.pid}
    assert len(lifecycle.test_readings(db, run.id)) == 1


def test_a_run_whose_supervisor_and_worker_were_both_killed_fails_and_is_not_left_running(settings, db):
    run = jobs.submit_run(settings, db, small(epochs=10_000), OWNER)
    worker = wait_until(lambda: processes_of(settings, "worker"), 30)[0]
    (supervisor,) = processes_of(settings, "supervisor")
    wait_until(lambda: lifecycle.running_attempts(db)[0].pid, 10)
    for process in (supervisor, worker):
        process.kill()
        process.wait(5)
    jobs.ensure_supervisor(settings)
    run = wait_for_end(db, run, 20)
    assert run.state == "failed" and "left no word" in run.error


def test_a_run_that_was_claimed_by_a_killed_supervisor_is_still_trained(settings, db):
    run = lifecycle.submit(db, small(limit=40), OWNER)
    lifecycle.claim_next(db)  # and here the supervisor is killed, before it has started a worker
    jobs.ensure_supervisor(settings)
    assert wait_for_end(db, run).state == "finished"


@pytest.mark.slow
@pytest.mark.skipif(not psutil.POSIX, reason="Windows cannot suspend a process in this way")
def test_a_worker_that_does_not_stop_by_itself_is_ended_and_its_run_is_stopped(settings, db):
    run = jobs.submit_run(settings, db, small(epochs=10_000), OWNER)
    wait_for_epoch(db, run)
    (worker,) = processes_of(settings, "worker")
    worker.suspend()
    began = time.monotonic()
    jobs.stop_run(settings, db, run.id, OWNER)
    run = wait_for_end(db, run, 15)
    assert time.monotonic() - began < 10
    assert not processes_of(settings, "worker")
    assert run.state == "stopped" and run.has_weights
    assert f"epoch {run.kept_epoch} are kept" in run.end_reason


def test_a_task_that_ends_its_process_twice_fails_and_is_not_tried_for_ever(settings, db):
    run = lifecycle.submit(db, small(), OWNER)
    lifecycle.request_stop(db, run.id, OWNER)
    task = tasks.submit_task(db, "classify", run_id=run.id, image=bytes(32 * 32 * 3))
    for _ in range(2):
        tasks.claim_task(db, ["classify"])  # as a process that dies at once would leave it
        tasks.abandon_tasks(db, ["classify"], inference.DIED)
    assert tasks.get_task(db, task.id).error == inference.DIED

    left = tasks.submit_task(db, "classify", run_id=run.id, image=bytes(32 * 32 * 3))
    tasks.claim_task(db, ["classify"])
    jobs.ensure_supervisor(settings)
    left = wait_for_task(db, left, 20)  # taken up once more, by a process that lives
    assert left.state == "failed" and "no saved weights" in left.error
    assert read_log(settings, "inference").count("---") == 1
