"""A worker that no longer reports: found out, and a laptop's sleep is never taken for one. The clock is the test's."""

import signal

import psutil
import pytest

from builder.jobs.supervise.rounds import look_after_runs
from builder.jobs.supervise.silence import ABSENT_SECONDS, SILENCE_SECONDS, Beats
from builder.store.runs import records
from builder.store.schema import engines
from builder.store.schema.database import open_database
from builder.words.reasons import said
from tests.jobs.rounds import EACH, Clock, Worked, look


def test_a_worker_that_misses_its_beats_is_resumed_once_and_the_second_time_the_run_fails_with_its_reason(worked):
    worked.rounds(2 * SILENCE_SECONDS, reporting=True)
    assert worked.lives and len(worked.started) == 1
    worked.rounds(SILENCE_SECONDS - EACH)
    assert worked.lives and worked.state == ("running", 0)
    worked.rounds(3 * EACH)
    assert len(worked.started) == 2 and worked.lives and worked.state == ("running", 1)
    assert worked.started[0].poll() is not None

    worked.rounds(30, reporting=True)  # the new worker's silence counts from its own reports
    worked.rounds(SILENCE_SECONDS + 3 * EACH)
    assert len(worked.started) == 2 and not worked.lives and worked.state == ("failed", 1)
    error = said(records.get_run(worked.db, worked.run.id).error)
    assert error.startswith("The training process hung: it had not reported for 60 seconds, so it was ended.")


def test_a_worker_that_hangs_before_its_first_word_is_found_out_as_well(speechless):
    speechless.rounds(SILENCE_SECONDS - EACH)
    assert speechless.lives and len(speechless.started) == 1
    speechless.rounds(5 * EACH)
    assert len(speechless.started) == 2 and speechless.lives and speechless.state == ("running", 1)
    assert speechless.started[0].poll() is not None
    speechless.rounds(SILENCE_SECONDS + 5 * EACH)
    assert len(speechless.started) == 2 and not speechless.lives and speechless.state == ("failed", 1)
    assert "hung" in said(records.get_run(speechless.db, speechless.run.id).error)


def test_a_standby_that_hangs_with_the_run_it_was_given_is_replaced_and_the_run_is_not_blamed(speechless):
    speechless.supervision.handed.add(speechless.run.id)
    speechless.rounds(SILENCE_SECONDS + 5 * EACH)
    assert len(speechless.started) == 2 and speechless.lives and speechless.state == ("running", 0)
    speechless.take_up()
    speechless.rounds(30, reporting=True)
    assert speechless.lives and speechless.supervision.hung == {}


def test_a_laptop_that_sleeps_for_a_night_kills_nothing(worked):
    worked.rounds(EACH, reporting=True)
    worked.rounds(SILENCE_SECONDS - EACH)  # nearly silent for too long already
    for _ in range(3):
        worked.clock.now += 8 * 3600.0  # a clock that goes on while the computer sleeps; others stand still
        look_after_runs(worked.supervision)
        worked.rounds(SILENCE_SECONDS - EACH)  # a worker that takes long to wake up
    assert worked.lives and worked.state == ("running", 0)
    worked.rounds(4 * EACH)
    assert worked.state == ("running", 1)


def test_a_supervisor_that_was_away_forgives_and_one_that_was_only_slow_does_not():
    clock = Clock()
    beats = Beats(clock=clock)
    assert not beats.begin_round() and beats.silent_for("run", 1.0) == 0.0
    clock.now += ABSENT_SECONDS - 1
    assert not beats.begin_round() and beats.silent_for("run", 1.0) == ABSENT_SECONDS - 1
    clock.now += ABSENT_SECONDS + 1
    assert beats.begin_round() and beats.silent_for("run", 1.0) == 0.0


@pytest.mark.parametrize("at", [1.0, 4e9], ids=["back", "forth"])
def test_a_corrected_clock_of_the_computer_neither_kills_nor_hides_a_worker(worked, at):
    worked.rounds(SILENCE_SECONDS - EACH)
    worked.report(at=at)  # decades away from the report before, and a report all the same
    worked.rounds(SILENCE_SECONDS - EACH)
    assert worked.lives and worked.state == ("running", 0)
    worked.rounds(4 * EACH)
    assert worked.state == ("running", 1)


def test_a_worker_whom_a_locked_database_keeps_from_reporting_is_not_ended_for_it(worked, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    with worked.db.connect() as other:
        other.connection.driver_connection.execute("BEGIN IMMEDIATE")  # readers go on, writers wait
        worked.rounds(3 * SILENCE_SECONDS)
        other.connection.driver_connection.execute("ROLLBACK")
    assert worked.lives and worked.state == ("running", 0)
    worked.rounds(SILENCE_SECONDS + 3 * EACH)
    assert worked.state == ("running", 1)


@pytest.mark.skipif(not psutil.POSIX, reason="Windows cannot suspend a process in this way")
@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_worker_that_stands_still_within_a_write_is_ended_and_the_store_is_free_again(worked, monkeypatch, lock):
    """Where the store can still be read, and where it cannot."""
    impatient(worked, monkeypatch)
    worker = worked.started[0]
    worker.send_signal(signal.SIGSTOP)
    with worked.db.connect() as other:
        other.connection.driver_connection.execute(f"BEGIN {lock}")
        for _ in range(3):
            worked.clock.now += EACH
            look(worked.supervision)
        assert worker.poll() is None
        for _ in range(round(SILENCE_SECONDS / EACH)):
            worked.clock.now += EACH
            look(worked.supervision)
        assert worker.wait(5) is not None
        other.connection.driver_connection.execute("ROLLBACK")  # as SQLite does for a process that is gone
    look_after_runs(worked.supervision)
    assert worked.state == ("running", 1)


@pytest.mark.skipif(not psutil.POSIX, reason="Windows cannot suspend a process in this way")
def test_a_store_that_cannot_be_read_for_long_ends_no_worker_that_goes_on(worked, monkeypatch):
    impatient(worked, monkeypatch)
    with worked.db.connect() as other:
        other.connection.driver_connection.execute("BEGIN EXCLUSIVE")
        for _ in range(round(2 * SILENCE_SECONDS / EACH)):
            worked.clock.now += EACH
            look(worked.supervision)
        other.connection.driver_connection.execute("ROLLBACK")
    look_after_runs(worked.supervision)
    assert worked.lives and worked.state == ("running", 0)


def impatient(worked: Worked, monkeypatch) -> None:
    """The supervisor waits for a locked database for a moment only; how long is set when it is opened."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    worked.supervision.db = open_database(worked.supervision.settings)
