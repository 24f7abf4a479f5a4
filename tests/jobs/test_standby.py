"""The process that stands by while someone has the app open, so that Train begins at once."""

import time
from pathlib import Path

import psutil
import pytest

from builder import jobs
from builder.jobs.executor.local import processes, standby
from builder.jobs.executor.local.executor import LocalExecutor
from builder.jobs.service import visits
from builder.jobs.supervise.rounds import look_after_runs
from builder.jobs.supervise.supervision import Supervision
from builder.store.errors import LostRunError
from builder.store.runs import attempts, lifecycle, readings, records
from tests.jobs.watching import (
    OWNER,
    gone,
    processes_of,
    read_log,
    small,
    training,
    wait_for_end,
    wait_for_epoch,
    wait_until,
    worker_of,
)
from tests.patience import HANG_SECONDS


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


def visit_until_one_stands_by(settings) -> None:
    """As somebody does who has the app open: a look every three seconds, until a process stands by."""
    looked = float("-inf")

    def stands_by() -> str:
        nonlocal looked
        if time.monotonic() - looked > 3:
            visits._noted.clear()  # so that this look is noted too
            jobs.warm_up(settings)
            looked = time.monotonic()
        return read_log(settings, "worker")

    wait_until(stands_by)


def suspended_standby(settings) -> standby.Standby:
    """A standby that reads nothing until it is resumed."""
    waiting = standby.start(settings)
    psutil.Process(waiting.process.pid).suspend()
    return waiting


@pytest.mark.slow
def test_train_is_done_by_the_process_that_stood_by_and_another_stands_by_afterwards(settings, db):
    """benchmarks/start.py --warm has the seconds."""
    ready = ready_standby(settings)
    run = jobs.submit_run(settings, db, small(epochs=100), OWNER)
    assert worker_of(db, run).pid == ready.pid
    assert wait_for_end(db, run).state == "finished"
    assert len(readings.test_readings(db, run.id)) == 1
    assert gone(ready)
    following = wait_until(lambda: processes_of(settings, "worker"))
    assert len(following) == 1 and following != [ready]


@pytest.mark.slow
def test_a_run_that_a_standby_has_survives_the_supervisor_and_is_followed_by_the_next(settings, db):
    ready = ready_standby(settings)
    (supervisor,) = processes_of(settings, "supervisor")
    run = jobs.submit_run(settings, db, small(epochs=30), OWNER)
    wait_for_epoch(db, run)
    supervisor.kill()
    assert gone(supervisor)
    jobs.ensure_supervisor(settings)
    seen = set()

    def ended() -> bool:
        seen.update(process.pid for process in processes_of(settings, "worker") if process.pid != ready.pid)
        return records.get_run(db, run.id).state not in records.ACTIVE

    wait_until(ended, progress=training(db))
    run = records.get_run(db, run.id)
    assert (run.state, run.epochs, run.error) == ("finished", 30, None)
    assert len(readings.test_readings(db, run.id)) == 1
    assert not seen or run.ended_at <= min(map(processes.create_time, seen)) + 1  # only the next standby


@pytest.mark.slow
def test_the_run_of_a_killed_standby_is_found_by_the_next_supervisor_and_goes_on(settings, db):
    ready = ready_standby(settings)
    (supervisor,) = processes_of(settings, "supervisor")
    run = jobs.submit_run(settings, db, small(epochs=60), OWNER)
    wait_for_epoch(db, run)
    for process in (supervisor, ready):
        process.kill()
        assert gone(process)
    jobs.ensure_supervisor(settings)
    run = wait_for_end(db, run)
    assert (run.state, run.epochs, run.restarts) == ("finished", 60, 1)


def test_a_standby_ends_with_its_supervisor(settings, db):
    jobs.warm_up(settings)
    (process,) = wait_until(lambda: processes_of(settings, "worker"))  # it may still be loading TensorFlow
    (supervisor,) = processes_of(settings, "supervisor")
    supervisor.kill()
    assert gone(process)


@pytest.mark.slow
def test_a_killed_standby_does_no_harm(settings, db):
    ready = ready_standby(settings)
    ready.kill()
    assert gone(ready)
    run = jobs.submit_run(settings, db, small(limit=40), OWNER)
    assert wait_for_end(db, run).state == "finished"


def test_without_visits_nothing_stands_by_and_with_zero_a_visit_starts_nothing(settings, db, monkeypatch, soon_idle):
    jobs.ensure_supervisor(settings)
    wait_until(lambda: "nothing to do" in read_log(settings, "supervisor"))
    wait_until(lambda: not processes_of(settings))
    assert not read_log(settings, "worker")
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "0")
    jobs.warm_up(settings)
    assert not processes_of(settings)


@pytest.mark.slow
def test_supervisor_and_standby_end_some_time_after_the_last_visit(settings, db, monkeypatch, soon_idle):
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "4")
    visit_until_one_stands_by(settings)
    wait_until(lambda: not processes_of(settings))
    assert "standby" in read_log(settings, "supervisor")


def test_visits_are_noted_now_and_then_and_a_home_that_cannot_be_written_to_is_no_error(settings, monkeypatch):
    asked = []
    monkeypatch.setattr("builder.jobs.service.starting.ensure_supervisor", asked.append)
    for _ in range(50):
        jobs.warm_up(settings)
    assert len(asked) == 2  # the second look makes sure of what the first found running with other settings
    jobs.warm_up(settings.model_copy(update={"home": Path(settings.home / "runs.sqlite" / "no folder")}))


def test_an_app_with_other_settings_gets_a_supervisor_of_its_own(settings, db, monkeypatch, tmp_path):
    jobs.warm_up(settings)
    (first,) = wait_until(lambda: processes_of(settings, "supervisor"))
    wait_until(lambda: processes_of(settings, "worker"))
    other = settings.model_copy(update={"cifar10": tmp_path / "cifar10.npz"})
    visits._noted.clear()  # another server process
    jobs.warm_up(other)
    assert gone(first)
    jobs.warm_up(other)
    (second,) = wait_until(lambda: processes_of(settings, "supervisor"))
    assert second.environ()["BUILDER_CIFAR10"] == str(tmp_path / "cifar10.npz")


@pytest.mark.skipif(not psutil.POSIX, reason="Windows cannot suspend a process in this way")
class TestInterruptedHandOver:
    """Each moment at which a supervisor or a standby can die between the claim and the worker's first word."""

    @pytest.mark.slow
    def test_the_supervisor_dies_before_it_writes_the_line(self, settings, db):
        run = lifecycle.submit(db, small(limit=40), OWNER)
        lifecycle.claim_next(db)
        waiting = standby.start(settings)
        standby.dismiss(waiting)  # what the end of the supervisor does to the pipe
        assert waiting.process.wait(HANG_SECONDS) == 0
        jobs.ensure_supervisor(settings)
        run = wait_for_end(db, run)
        assert (run.state, run.error) == ("finished", None)

    @pytest.mark.slow
    def test_the_standby_dies_before_it_reads_the_line(self, settings, db):
        run = lifecycle.submit(db, small(limit=40), OWNER)
        executor = LocalExecutor(settings, suspended_standby(settings))
        supervision = Supervision(settings, db, executor)
        handed = executor.waiting.process
        look_after_runs(supervision)
        assert executor.children[run.id] is handed
        handed.kill()
        handed.wait(HANG_SECONDS)
        wait_until(lambda: not look_after_runs(supervision), progress=training(db))
        run = records.get_run(db, run.id)
        assert (run.state, run.error) == ("finished", None)
        assert len(readings.test_readings(db, run.id)) == 1

    @pytest.mark.slow
    def test_the_supervisor_dies_before_the_standby_reads_the_line_and_two_never_train(self, settings, db):
        run = lifecycle.submit(db, small(epochs=40), OWNER)
        waiting = suspended_standby(settings)
        supervision = Supervision(settings, db, LocalExecutor(settings, waiting))
        slow = psutil.Process(waiting.process.pid)
        look_after_runs(supervision)  # and with this the first supervisor is no more
        jobs.ensure_supervisor(settings)
        wait_for_epoch(db, run)
        assert worker_of(db, run).pid != slow.pid
        slow.resume()
        assert gone(slow)
        run = wait_for_end(db, run)
        assert (run.state, run.epochs, run.error) == ("finished", 40, None)
        assert "no longer belongs to this process" in read_log(settings, "worker")
        assert len(readings.test_readings(db, run.id)) == 1

    def test_a_standby_of_an_older_program_is_given_nothing(self, settings, db):
        waiting = suspended_standby(settings)
        older = standby.Standby(waiting.process, waiting.code - 1)
        assert not standby.hand_over(older, "run", "token")
        psutil.Process(waiting.process.pid).resume()
        assert waiting.process.wait(HANG_SECONDS) == 0


def test_the_first_process_to_say_so_has_the_run(settings, db):
    lifecycle.submit(db, small(), OWNER)
    run, token = lifecycle.claim_next(db)
    attempts.record_worker(db, run.id, token, "worker 100")
    attempts.record_worker(db, run.id, token, "worker 100")
    with pytest.raises(LostRunError):
        attempts.record_worker(db, run.id, token, "worker 101")
    assert attempts.running_attempts(db)[0].worker == "worker 100"
