"""Calls in a home: whoever waits there hears them, however many wait, and none is lost."""

import os
import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from builder import jobs
from builder.jobs import inference, supervisor
from builder.jobs.executor.local import services, wake
from builder.jobs.supervise import presence
from builder.jobs.tasks import loop
from builder.store.runs import lifecycle
from tests.jobs.machines import Machines
from tests.jobs.watching import OWNER, small, wait_for_task, wait_until
from tests.patience import HANG_SECONDS

#: Longer than any test may take: who still waits then was not woken.
FOR_EVER = 10 * HANG_SECONDS


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_pipe_in_the_files_place_keeps_no_caller_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "wake")
    call = threading.Thread(target=wake.call, args=(tmp_path,), daemon=True)
    call.start()
    call.join(HANG_SECONDS)
    assert not call.is_alive()


def test_one_call_wakes_everybody_who_waits(tmp_path: Path):
    sleepers = [wake.Sleeper(tmp_path) for _ in range(3)]
    for sleeper in sleepers:
        sleeper.mark()
    with ThreadPoolExecutor(3) as pool:
        waits = [pool.submit(sleeper.wait, FOR_EVER) for sleeper in sleepers]
        wake.call(tmp_path)
        for wait in waits:
            wait.result(HANG_SECONDS)


def test_a_call_between_the_look_and_the_wait_is_not_lost_and_the_next_wait_needs_another(tmp_path: Path):
    sleeper = wake.Sleeper(tmp_path)
    for _ in range(3):
        sleeper.mark()
        wake.call(tmp_path)
        sleeper.wait(FOR_EVER)
    sleeper.mark()
    waiting = threading.Thread(target=sleeper.wait, args=(FOR_EVER,), daemon=True)
    waiting.start()
    waiting.join(10 * wake.STEP)
    assert waiting.is_alive()
    wake.call(tmp_path)
    waiting.join(HANG_SECONDS)
    assert not waiting.is_alive()


def test_calls_leave_a_small_file_and_every_one_of_them_is_heard(tmp_path: Path):
    sleeper = wake.Sleeper(tmp_path)
    for _ in range(wake.LARGEST + 10):
        sleeper.mark()
        wake.call(tmp_path)
        assert sleeper.called
    assert (tmp_path / "wake").stat().st_size <= wake.LARGEST


def test_who_waits_in_a_home_that_is_deleted_is_woken_and_a_call_does_not_bring_it_back(tmp_path: Path):
    home = tmp_path / "another"
    home.mkdir()
    wake.call(home)
    sleeper = wake.Sleeper(home)
    sleeper.mark()
    shutil.rmtree(home)
    sleeper.wait(FOR_EVER)
    wake.call(home)
    assert not home.exists()


def test_every_submission_and_request_calls(settings, db, monkeypatch: pytest.MonkeyPatch):
    """Each is written before; `ensure` is that of a home whose supervisor runs."""
    monkeypatch.setattr(services, "ensure", lambda *_: False)
    sleeper = wake.Sleeper(settings.home)
    run = lifecycle.submit(db, small(), OWNER)
    lifecycle.claim_next(db)
    for request in (
        lambda: jobs.submit_run(settings, db, small(), OWNER),
        lambda: jobs.pause_run(settings, db, run.id, OWNER),
        lambda: jobs.resume_run(settings, db, run.id, OWNER),
        lambda: jobs.stop_run(settings, db, run.id, OWNER),
        lambda: jobs.ask(settings, db, "classify", run_id=run.id),
    ):
        sleeper.mark()
        request()
        assert sleeper.called


def take_away(home: Path) -> None:
    """All at once: whoever looks between the deletion of two files goes on waiting, or makes a new database there."""
    home.rename(home.with_name("taken away"))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of every wait so far that nothing but a call ends before."""
    seconds: list[float] = []
    wait = wake.Sleeper.wait

    def noted(sleeper: wake.Sleeper, at_most: float) -> None:
        seconds.append(at_most)
        wait(sleeper, at_most)

    monkeypatch.setattr(wake.Sleeper, "wait", noted)
    return seconds


def test_the_supervisor_trains_at_a_call_and_does_not_wait_for_its_own_next_look(settings, db, monkeypatch, waits):
    machines = Machines()
    monkeypatch.setattr(presence, "IDLE_LOOK", FOR_EVER)
    monkeypatch.setattr(supervisor, "AWAY_SECONDS", 0.0)  # a home that is gone may come back; not this one
    monkeypatch.setenv("BUILDER_IDLE_SECONDS", str(FOR_EVER))
    monkeypatch.setattr(supervisor, "executor_of", lambda _: machines)
    thread = threading.Thread(target=supervisor.supervise, args=(settings,), daemon=True)
    thread.start()
    wait_until(lambda: FOR_EVER in [round(seconds, -1) for seconds in waits])
    run = jobs.submit_run(settings, db, small(), OWNER)
    wait_until(lambda: run.id in machines.started())
    take_away(settings.home)
    thread.join(HANG_SECONDS)
    assert not thread.is_alive()


def test_inference_answers_at_a_call_and_does_not_wait_for_its_own_next_look(settings, db, monkeypatch, waits):
    monkeypatch.setattr(loop, "LOOK_SECONDS", FOR_EVER)
    monkeypatch.setattr(services, "ensure", lambda *_: False)
    run = lifecycle.submit(db, small(), OWNER)
    arguments = ("inference", inference.DIED, 2 * FOR_EVER, settings)
    thread = threading.Thread(target=loop.answer_until_idle, args=arguments, daemon=True)
    thread.start()
    wait_until(lambda: FOR_EVER in waits)
    task = jobs.ask(settings, db, "classify", run_id=run.id)  # refused without TensorFlow: it has no weights
    assert wait_for_task(db, task).state == "failed"
    take_away(settings.home)
    thread.join(HANG_SECONDS)
    assert not thread.is_alive()
