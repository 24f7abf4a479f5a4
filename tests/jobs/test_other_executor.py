"""The supervisor follows workers of any executor: here of one without processes, files or clocks."""

import pytest

from builder.jobs.executor.protocol import WorkerEnd
from builder.jobs.supervise.rounds import RESTARTS, STOP_SECONDS, look_after_runs
from builder.jobs.supervise.silence import Beats
from builder.jobs.supervise.supervision import Supervision
from builder.store.errors import StoreFullError
from builder.store.runs import attempts, lifecycle, owners, records
from builder.words.reasons import said
from tests.jobs.machines import Machines
from tests.jobs.rounds import Clock
from tests.jobs.watching import OWNER, small


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def machines() -> Machines:
    return Machines()


@pytest.fixture
def supervision(settings, db, machines, clock) -> Supervision:
    return Supervision(settings, db, machines, beats=Beats(clock=clock))


def test_a_run_is_resumed_by_another_worker_and_fails_the_second_time(db, supervision, machines):
    run = lifecycle.submit(db, small(), OWNER)
    for number in range(1 + RESTARTS):
        look_after_runs(supervision)
        machine = machines.machines[run.id]
        assert machine.name == f"machine {number + 1}"
        attempts.record_worker(db, run.id, machines.tokens[-1], machine.name)
        machine.end = WorkerEnd(how="memory", code=None)
    look_after_runs(supervision)
    failed = records.get_run(db, run.id)
    assert (failed.state, failed.restarts, len(machines.tokens)) == ("failed", RESTARTS, 1 + RESTARTS)
    assert "memory ran out" in said(failed.error)


def full_disk(*_: object, **__: object) -> None:
    raise StoreFullError("the disk is full")


def test_while_the_store_is_full_a_worker_s_end_is_told_once(db, supervision, machines, clock, monkeypatch, caplog):
    caplog.set_level("INFO")
    run = lifecycle.submit(db, small(), OWNER)
    look_after_runs(supervision)
    attempts.record_worker(db, run.id, machines.tokens[-1], "machine 1")
    machines.machines[run.id].end = WorkerEnd(how="no_store", code=75)
    with monkeypatch.context() as full:
        full.setattr(lifecycle, "start_again", full_disk)
        for _ in range(3):
            clock.now += 5
            with pytest.raises(StoreFullError):
                look_after_runs(supervision)
    look_after_runs(supervision)
    told = [record.getMessage() for record in caplog.records if run.id in record.getMessage()]
    assert [line.partition(": ")[2] for line in told if " ended" in line] == ["machine 1 ended (no_store, 75)"]
    assert sum("another worker goes on" in line for line in told) == 1
    assert len(machines.tokens) == 2


def test_a_worker_that_does_not_stop_is_ended_wherever_it_is(db, supervision, machines, clock):
    run = lifecycle.submit(db, small(), OWNER)
    look_after_runs(supervision)
    attempts.record_worker(db, run.id, machines.tokens[-1], "machine 1")
    owners.request_stop(db, run.id, OWNER)
    look_after_runs(supervision)
    assert not machines.machines[run.id].has_ended()
    clock.now += STOP_SECONDS + 1
    look_after_runs(supervision)
    look_after_runs(supervision)
    assert records.get_run(db, run.id).state == "stopped"


def test_a_restarted_machine_costs_no_restart(db, supervision, machines):
    run = lifecycle.submit(db, small(), OWNER)
    for _ in range(3):
        look_after_runs(supervision)
        machines.machines[run.id].end = WorkerEnd(how="restart")
    look_after_runs(supervision)
    assert (records.get_run(db, run.id).state, records.get_run(db, run.id).restarts) == ("running", 0)


def test_a_worker_that_cannot_be_started_fails_its_run_with_the_reason(db, supervision, machines):
    machines.most = 0
    run = lifecycle.submit(db, small(), OWNER)
    look_after_runs(supervision)
    assert "all machines are taken" in said(records.get_run(db, run.id).error)
