"""Many runs at once while supervisors and workers are killed at random: none is lost, and none is run twice."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psutil
import pytest

from builder import jobs
from builder.store.homes.identity import home_of
from builder.store.runs import attempts, queue, readings, records
from builder.store.runs.curves import epochs_of
from tests.jobs.watching import processes_of, read_log, small

OWNERS = ["a" * 64, "b" * 64, "c" * 64]
RUNS = 30
#: How many of each are killed, in any order.
KILLS = {"worker": 8, "supervisor": 8}
#: Two at a time: a worker's start takes one core and most of a short run, and two processes are there to be mixed up.
PARALLEL = 2


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_of_thirty_runs_none_is_lost_or_run_twice_while_processes_are_killed(settings, db, monkeypatch):
    monkeypatch.setenv("BUILDER_PARALLEL_RUNS", str(PARALLEL))
    chance = random.Random(4)
    with ThreadPoolExecutor(6) as students:
        submit = partial(jobs.submit_run, settings, db, small(limit=40))
        runs = list(students.map(submit, [OWNERS[number % 3] for number in range(RUNS)]))
    assert len(queue.queue_order(db, home_of(settings))) >= RUNS - PARALLEL
    kinds = chance.sample(list(KILLS), sum(KILLS.values()), counts=KILLS.values())
    # A kill falls due once so many runs have ended, so that a fast machine sees as many as a slow one, and then
    # comes at any moment of a run.
    due = sorted(chance.sample(range(RUNS - 2), len(kinds)))
    next_kill = time.monotonic() + chance.uniform(0, 3)
    deadline = time.monotonic() + 2000
    while active := records.list_runs(db, states=records.ACTIVE):
        assert time.monotonic() < deadline
        assert len(attempts.running_attempts(db)) <= PARALLEL
        jobs.ensure_supervisor(settings)  # as every look at a page does
        is_due = due and RUNS - len(active) >= due[0] and time.monotonic() > next_kill
        if is_due and (found := processes_of(settings, kinds[0])):
            process = chance.choice(found)
            process.kill()
            psutil.wait_procs([process], timeout=5)
            del kinds[0], due[0]
            next_kill = time.monotonic() + chance.uniform(0, 2)
        time.sleep(0.1)
    assert not kinds, "the runs were over too soon"

    failed = 0
    for run in (records.get_run(db, run.id) for run in runs):
        measured = readings.test_readings(db, run.id)
        if run.state == "failed":  # only a run whose worker was killed twice
            failed += 1
            assert (run.restarts, len(measured)) == (1, 0), run.error
        else:
            assert (run.state, run.epochs, len(measured)) == ("finished", 1, 1), run.error
            assert [epoch.epoch for epoch in epochs_of(db, run.id)] == [1]
            assert run.test_count == measured[0].count
    restarts = sum(records.get_run(db, run.id).restarts for run in runs)
    assert {run.id for run in records.list_runs(db)} == {run.id for run in runs} and len(runs) == RUNS
    assert restarts + failed <= KILLS["worker"] and 2 * failed <= KILLS["worker"]
    assert "Traceback" not in read_log(settings, "worker")
