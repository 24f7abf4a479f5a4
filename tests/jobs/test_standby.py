"""The process that stands by while someone has the app open, so that Train begins at once."""

import contextlib
import time
from pathlib import Path

import psutil
import pytest

from builder import jobs
from builder.jobs.executor.local import processes, standby
from builder.jobs.service import visits
from builder.jobs.supervise.rounds import look_after_runs
from builder.jobs.supervise.supervision import Supervision
from builder.store.errors import LostRunError
from builder.store.runs import lifecycle, records
from tests.jobs.watching import (
    OWNER,
    processes_of,
    read_log,
    small,
    wait_for_end,
    wait_for_epoch,
    wait_until,
)


@pytest.fixture(autouse=True)
def with_standby(monkeypatch: pytest.MonkeyPatch, no_standby: None) -> None:
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "300")
    monkeypatch.setattr(visits, "_noted", {})


def ready_standby(settings) -> psutil.Process:
    """Visits a page, and waits for the process that then stands by."""
    jobs.warm_up(settings)
    wait_until(lambda: read_log(settings, "worker").count("ready: ") == 2)
    (process,) = processes_of(settings, "worker")
    return process


def gone(process: psutil.Process, seconds: float = 10) -> bool:
    """Whether the process ends within that time."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.wait(seconds)
    return not process.is_running()


def suspended_standby(settings) -> standby.Standby:
    """A standby that reads nothing until it is resumed."""
    waiting = standby.start(settings)
    psutil.Process(waiting.process.pid).suspend()
    return waiting


def test_train_is_done_by_the_process_that_stood_by_and_another_stands_by_afterwards(settings, db):
    ready = ready_standby(settings)
    run = jobs.submit_run(settings, db, small(precision="float32"), OWNER)  # pinned: nothing is measured first
    (attempt,) = wait_until(lambda: lifecycle.running_attempts(db), 10)
    began = time.monotonic()
    wait_until(lambda: records.get_run(db, run.id).processor, 30)  # known once TensorFlow and the images are loaded
    assert time.monotonic() - began < 1  # from nothing it is four seconds and more
    (attempt,) = lifecycle.running_attempts(db)
    assert attempt.pid == ready.pid
    assert wait_for_end(db, run).state == "finished"
    assert len(lifecycle.test_readings(db, run.id)) == 1
    following = wait_until(lambda: [process.pid for process in processes_of(settings, "worker")], 30)
    assert len(following) == 1 and following != [ready.pid]


def test_a_run_that_a_standby_has_survives_the_supervisor_and_is_followed_by_the_next(settings, db):
    ready = ready_standby(settings)
    run = jobs.submit_run(settings, db, small(epochs=30), OWNER)
    wait_for_epoch(db, run)
    (supervisor,) = processes_of(settings, "supervisor")
    supervisor.kill()
    supervisor.wait(5)
    jobs.ensure_supervisor(settings)
    seen = set()
    while records.get_run(db, run.id).state in records.ACTIVE:
        seen |= {process.pid for process in processes_of(settings, "worker") if process.pid != ready.pid}
        time.sleep(0.1)
    run = records.get_run(db, run.id)
    assert (run.state, run.epochs, run.error) == ("finished", 30, None)
    assert len(lifecycle.test_readings(db, run.id)) == 1
    assert not seen or run.ended_at <= min(map(processes.create_time, seen)) + 1  # only the next standby


def test_the_run_of_a_killed_standby_is_found_by_the_next_supervisor_and_goes_on(settings, db):
    ready = ready_standby(settings)
    run = jobs.submit_run(settings, db, small(epochs=60), OWNER)
    wait_for_epoch(db, run)
    (supervisor,) = processes_of(settings, "supervisor")
    for process in (supervisor, ready):
        process.kill()
        process.wait(5)
    jobs.ensure_supervisor(settings)
    run = wait_for_end(db, run)
    assert (run.state, run.epochs, run.restarts) == ("finished", 60, 1)


def test_a_standby_ends_with_its_supervisor(settings, db):
    jobs.warm_up(settings)
    (process,) = wait_until(lambda: processes_of(settings, "worker"), 20)  # it may still be loading TensorFlow
    (supervisor,) = processes_of(settings, "supervisor")
    supervisor.kill()
    assert gone(process)


@pytest.mark.slow
def test_a_killed_standby_does_no_harm(settings, db):
    ready = ready_standby(settings)
    ready.kill()
    ready.wait(5)
    run = jobs.submit_run(settings, db, small(limit=40), OWNER)
    assert wait_for_end(db, run).state == "finished"


def test_without_visits_nothing_stands_by_and_with_zero_a_visit_starts_nothing(settings, db, monkeypatch, soon_idle):
    jobs.ensure_supervisor(settings)
    supervisor = wait_until(lambda: processes_of(settings, "supervisor"), 10)[0]
    assert gone(supervisor, 20) and not read_log(settings, "worker")
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "0")
    jobs.warm_up(settings)
    assert not processes_of(settings)


def test_supervisor_and_standby_end_some_time_after_the_last_visit(settings, db, monkeypatch, soon_idle):
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "6")
    jobs.warm_up(settings)
    wait_until(lambda: processes_of(settings, "worker"), 20)
    wait_until(lambda: not processes_of(settings), 30)


def test_visits_are_noted_now_and_then_and_a_home_that_cannot_be_written_to_is_no_error(settings, monkeypatch):
    asked = []
    monkeypatch.setattr("builder.jobs.service.submit.ensure_supervisor", asked.append)
    for _ in range(50):
        jobs.warm_up(settings)
    assert len(asked) == 2  # the second look makes sure of what the first found running with other settings
    jobs.warm_up(settings.model_copy(update={"home": Path(settings.home / "runs.sqlite" / "no folder")}))


def test_an_app_with_other_settings_gets_a_supervisor_of_its_own(settings, db, monkeypatch, tmp_path):
    jobs.warm_up(settings)
    (first,) = wait_until(lambda: processes_of(settings, "supervisor"), 20)
    wait_until(lambda: processes_of(settings, "worker"), 20)
    other = settings.model_copy(update={"cifar10": tmp_path / "cifar10.npz"})
    visits._noted.clear()  # another server process
    jobs.warm_up(other)
    assert gone(first)
    jobs.warm_up(other)
    (second,) = wait_until(lambda: processes_of(settings, "supervisor"), 20)
    assert second.environ()["BUILDER_CIFAR10"] == str(tmp_path / "cifar10.npz")


@pytest.mark.skipif(not psutil.POSIX, reason="Windows cannot suspend a process in this way")
class TestInterruptedHandOver:
    """Each moment at which a supervisor or a standby can die between the claim and the worker's first word."""

    def test_the_supervisor_dies_before_it_writes_the_line(self, settings, db):
        run = lifecycle.submit(db, small(limit=40), OWNER)
        lifecycle.claim_next(db)
        waiting = standby.start(settings)
        standby.dismiss(waiting)  # what the end of the supervisor does to the pipe
        assert waiting.process.wait(20) == 0
        jobs.ensure_supervisor(settings)
        run = wait_for_end(db, run)
        assert (run.state, run.error) == ("finished", None)

    def test_the_standby_dies_before_it_reads_the_line(self, settings, db):
        run = lifecycle.submit(db, small(limit=40), OWNER)
        supervision = Supervision(settings, db, standby=suspended_standby(settings))
        handed = supervision.standby.process
        look_after_runs(supervision)
        assert supervision.children[run.id] is handed
        handed.kill()
        handed.wait(5)
        while look_after_runs(supervision):
            time.sleep(0.1)
        run = records.get_run(db, run.id)
        assert (run.state, run.error) == ("finished", None)
        assert len(lifecycle.test_readings(db, run.id)) == 1

    def test_the_supervisor_dies_before_the_standby_reads_the_line_and_two_never_train(self, settings, db):
        run = lifecycle.submit(db, small(epochs=40), OWNER)
        supervision = Supervision(settings, db, standby=suspended_standby(settings))
        slow = psutil.Process(supervision.standby.process.pid)
        look_after_runs(supervision)  # and with this the first supervisor is no more
        jobs.ensure_supervisor(settings)
        wait_for_epoch(db, run)
        (attempt,) = lifecycle.running_attempts(db)
        assert attempt.pid != slow.pid
        slow.resume()
        assert gone(slow, 30)
        run = wait_for_end(db, run)
        assert (run.state, run.epochs, run.error) == ("finished", 40, None)
        assert "no longer belongs to this process" in read_log(settings, "worker")
        assert len(lifecycle.test_readings(db, run.id)) == 1

    def test_a_standby_of_an_older_program_is_given_nothing(self, settings, db):
        waiting = suspended_standby(settings)
        older = standby.Standby(waiting.process, waiting.code - 1)
        assert not standby.hand_over(older, "run", "token")
        psutil.Process(waiting.process.pid).resume()
        assert waiting.process.wait(20) == 0


def test_the_first_process_to_say_so_has_the_run(settings, db):
    lifecycle.submit(db, small(), OWNER)
    run, token = lifecycle.claim_next(db)
    lifecycle.record_process(db, run.id, token, 100, 1.0)
    lifecycle.record_process(db, run.id, token, 100, 1.0)
    with pytest.raises(LostRunError):
        lifecycle.record_process(db, run.id, token, 101, 1.0)
    assert lifecycle.running_attempts(db)[0].pid == 100
