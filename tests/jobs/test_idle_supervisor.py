"""Who has nothing to do asks the store seldom; where the store does not answer, no supervisor thinks so."""

import logging

import pytest
from sqlalchemy import event

from builder import jobs
from builder.jobs import inference, retry, supervisor
from builder.jobs.executor.local import services, wake
from builder.jobs.supervise.supervision import Supervision
from builder.jobs.tasks import loop
from builder.store.runs import lifecycle, records
from builder.store.tasks import get_task
from tests.jobs.machines import Machines
from tests.jobs.watching import OWNER, small


class Enough(Exception):
    """The test has seen what it wanted."""


def test_with_nothing_to_do_the_store_is_asked_no_more_than_twice_a_second(settings, db, monkeypatch):
    asked, waits = [], []
    event.listen(db, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    def wait(_, at_most: float) -> None:
        waits.append(at_most)
        if len(waits) == 10:
            raise Enough

    monkeypatch.setattr(wake.Sleeper, "wait", wait)
    with pytest.raises(Enough):
        supervisor.supervise_until_idle(Supervision(settings, db, Machines()))
    questions = [statement for statement in asked if statement != "BEGIN"]
    assert questions and len(questions) / sum(waits) <= 2, questions


def test_a_process_that_answers_looks_for_a_task_once_a_round_and_once_more_to_claim_it(settings, db, monkeypatch):
    asked = []
    event.listen(db, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    def wait(*_: object) -> None:
        raise Enough

    monkeypatch.setattr(services, "ensure", lambda *_: False)
    monkeypatch.setattr(wake.Sleeper, "wait", wait)
    monkeypatch.setattr(loop, "open_database", lambda _: db)
    task = jobs.ask(settings, db, "classify", run_id=lifecycle.submit(db, small(), OWNER).id)
    with pytest.raises(Enough):
        loop.answer_until_idle("inference", inference.DIED, 60, settings)
    assert get_task(db, task.id).state == "failed"  # it is refused without TensorFlow: the run has no weights
    looks = [statement for statement in asked if "tasks.kind IN" in statement and statement.startswith("SELECT")]
    assert len(looks) == 3, looks  # two rounds, one of which finds it


def test_under_a_lock_the_supervisor_stays_keeps_its_worker_and_says_so_once(settings, db, lock, monkeypatch, caplog):
    """The lock lasts for longer than a supervisor stays that has nothing to do."""
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("BUILDER_IDLE_SECONDS", "0")
    monkeypatch.setattr(supervisor, "OUTAGE", retry.Outage())
    machines = Machines()
    run = lifecycle.submit(db, small(), OWNER)
    rounds = []

    def wait(_, at_most: float) -> None:
        rounds.append(at_most)
        if len(rounds) == 1:
            assert machines.started() == {run.id}
            lock.append(True)
        elif len(rounds) == 9:
            lock.clear()
        elif len(rounds) == 11:
            lifecycle.finish(db, run.id, machines.tokens[-1], end_reason=None, seconds=1.0)

    monkeypatch.setattr(wake.Sleeper, "wait", wait)
    assert supervisor.supervise_until_idle(Supervision(settings, db, machines)) is False
    assert len(rounds) == 11 and records.get_run(db, run.id).state == "finished"
    assert len(machines.tokens) == 1 and not machines.machines[run.id].has_ended()
    assert caplog.text.count("The database is busy") == 1 and caplog.text.count("works again") == 1
    assert "Traceback" not in caplog.text
    assert max(rounds) < 5


def test_a_supervisor_waits_for_a_home_that_is_moved_away_under_a_run_and_follows_the_same_worker(
    settings, db, monkeypatch, caplog
):
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("BUILDER_IDLE_SECONDS", "0")
    outage, machines = retry.Outage(), Machines()
    monkeypatch.setattr(supervisor, "OUTAGE", outage)
    run, away = lifecycle.submit(db, small(), OWNER), settings.home.with_name("away")
    rounds, waits = [], []

    def wait(_, at_most: float) -> None:
        rounds.append(at_most)
        if len(rounds) in (1, 3):  # twice
            assert machines.started() == {run.id}
            settings.home.rename(away)
        elif len(rounds) == 5:
            lifecycle.finish(db, run.id, machines.tokens[-1], end_reason=None, seconds=1.0)

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) % 3 == 0:
            away.rename(settings.home)

    monkeypatch.setattr(wake.Sleeper, "wait", wait)
    monkeypatch.setattr(supervisor.time, "sleep", sleep)
    assert supervisor.supervise_until_idle(Supervision(settings, db, machines)) is False
    after = records.get_run(db, run.id)
    assert (after.state, after.restarts, len(machines.tokens), len(waits)) == ("finished", 0, 1, 6)
    assert caplog.text.count("is not there") == 2 and "Traceback" not in caplog.text


def test_a_supervisor_without_work_leaves_a_home_that_is_moved_away(settings, db, monkeypatch):
    away = settings.home.with_name("away")
    monkeypatch.setattr(wake.Sleeper, "wait", lambda *_: settings.home.rename(away))
    assert supervisor.supervise_until_idle(Supervision(settings, db, Machines())) is False
    assert not settings.home.exists()


def test_a_store_that_does_not_answer_when_the_supervisor_would_end_may_hold_work(settings, db, lock):
    supervision = Supervision(settings, db, Machines())
    lock.append(True)
    assert supervisor.is_work(supervision, unless_known=True)
    lock.clear()
    assert not supervisor.is_work(supervision, unless_known=True)
