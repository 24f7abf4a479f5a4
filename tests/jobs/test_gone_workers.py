"""Workers that are gone without a word of how their run ended: who is to blame, and what becomes of the run."""

import logging

import psutil

from builder.engine.checkpoint import CHECKPOINT_FILE
from builder.jobs.executor.local.exit_codes import NO_STORE
from builder.jobs.supervise.rounds import STOP_SECONDS
from builder.jobs.supervise.silence import SILENCE_SECONDS
from builder.progress.ending import Stopped, TrainedAnew
from builder.progress.failure import CheckpointDamaged
from builder.store.artifacts import artifacts_of
from builder.store.runs import attempts, owners, records
from builder.words.reasons import said
from tests.jobs.rounds import EACH
from tests.jobs.watching import OWNER


def test_a_computer_that_is_started_anew_costs_no_restart_and_buys_none(worked, monkeypatch):
    """The run began before the boot, and does so for ever; what counts is when its process began."""
    began = records.get_run(worked.db, worked.run.id).started_at
    for boots in (1, 2, 3):
        booted = began + 1000 * boots
        monkeypatch.setattr(psutil, "boot_time", lambda at=booted: at)
        worked.later = 1000 * boots + 500
        worked.end()  # with the computer
        worked.rounds(2 * EACH)
        assert worked.lives and len(worked.started) == 1 + boots and worked.state == ("running", 0)

    worked.end()
    worked.rounds(2 * EACH)
    assert worked.lives and worked.state == ("running", 1)
    worked.end()
    worked.rounds(2 * EACH)
    assert len(worked.started) == 5 and worked.state == ("failed", 1)


def test_a_run_whose_worker_twice_found_no_store_is_paused_with_the_reason_and_keeps_its_checkpoint(settings, worked):
    folder = artifacts_of(settings).checkpoint(worked.run.id)
    folder.mkdir(parents=True)
    (folder / CHECKPOINT_FILE).write_bytes(b"what it takes to go on")
    worked.end(NO_STORE)
    worked.rounds(2 * EACH)
    assert worked.lives and worked.state == ("running", 1)
    worked.end(NO_STORE)
    worked.rounds(2 * EACH)
    assert len(worked.started) == 2 and worked.state == ("paused", 1)
    run = records.get_run(worked.db, worked.run.id)
    assert run.error is None and "keeps it locked" in said(run.end_reason)
    assert (folder / CHECKPOINT_FILE).exists()

    owners.resume(worked.db, run.id, OWNER)
    assert records.get_run(worked.db, run.id).end_reason is None
    worked.rounds(2 * EACH)
    assert worked.lives and worked.state == ("running", 1)


def test_a_worker_that_the_supervisor_ended_is_not_said_to_have_met_a_want_of_memory(worked, caplog):
    """One that was still starting, say, and so could not obey."""
    caplog.set_level(logging.INFO)
    owners.request_stop(worked.db, worked.run.id, OWNER)
    worked.rounds(2 * STOP_SECONDS + 2 * EACH)
    assert worked.state == ("stopped", 0)
    assert "ended (by the supervisor, " in caplog.text and "memory" not in caplog.text


def test_a_second_crash_is_the_runs_own_and_says_so(worked):
    worked.end(-11)
    worked.rounds(2 * EACH)
    worked.end(-11)
    worked.rounds(2 * EACH)
    run = records.get_run(worked.db, worked.run.id)
    assert worked.state == ("failed", 1) and "crashed inside TensorFlow" in said(run.error)


def test_a_run_that_had_begun_again_and_whose_worker_is_gone_before_it_stopped_still_says_so(worked):
    (attempt,) = attempts.running_attempts(worked.db)
    attempts.record_new_beginning(worked.db, worked.run.id, attempt.token, CheckpointDamaged())
    owners.request_stop(worked.db, worked.run.id, OWNER)
    worked.end()
    worked.rounds(2 * EACH)
    run = records.get_run(worked.db, worked.run.id)
    assert worked.state == ("stopped", 0)
    assert run.end_reason == TrainedAnew(ending=Stopped(epoch=None, kept_epoch=None))


def test_a_worker_of_another_container_is_judged_by_its_reports_and_no_process_of_its_number_is_ended(speechless):
    """Here the number is that of a process that lives, and then of one that does not."""
    speechless.take_up("pid:[another]")
    speechless.end()
    speechless.rounds(2 * SILENCE_SECONDS, reporting=True, always=True)
    assert len(speechless.started) == 1 and speechless.state == ("running", 0)
    speechless.rounds(SILENCE_SECONDS + 3 * EACH)
    assert len(speechless.started) == 2 and speechless.lives and speechless.state == ("running", 1)

    speechless.take_up("pid:[another]")
    speechless.rounds(SILENCE_SECONDS + 3 * EACH)
    assert speechless.lives and speechless.state == ("failed", 1)
