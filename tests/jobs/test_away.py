"""A database file that is moved away and brought back under a run, and a server's database that is: nobody gives up."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import make_url

from builder.jobs import retry
from builder.jobs.executor.local.exit_codes import STORE_AWAY
from builder.jobs.retry import patiently
from builder.jobs.supervise.rounds import look_after_runs
from builder.jobs.work import reporting
from builder.jobs.work.reporting import StoreListener
from builder.progress.epoch import Progress
from builder.settings import Settings
from builder.store.errors import LostRunError, RunAwayError, StoreAwayError, StoreError
from builder.store.runs import attempts, lifecycle, owners, records
from builder.store.runs.curves import progress_of
from builder.words.reasons import said
from tests import postgresql
from tests.jobs.rounds import EACH
from tests.jobs.watching import OWNER, small, wait_until


@pytest.fixture
def file(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def test_a_worker_whose_file_is_moved_away_reports_on_once_it_is_back(db, file, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(retry, "FIRST_PAUSE", 0.01)
    outage, met = retry.Outage(), []
    failed = outage.failed
    monkeypatch.setattr(outage, "failed", lambda error: met.append(type(error)) or failed(error))
    monkeypatch.setattr(reporting, "OUTAGE", outage)
    lifecycle.submit(db, small(), OWNER)
    run, token = lifecycle.claim_next(db)
    lost = []
    with StoreListener(db, run.id, token, on_lost=lambda: lost.append(True)) as listener:
        for epoch in (7, 8):
            file.rename(file.with_name("away"))
            listener.progress(Progress(phase="training", epoch=epoch))
            wait_until(lambda: RunAwayError in met)
            file.with_name("away").replace(file)
            wait_until(lambda epoch=epoch: progress_of(db, run.id).epoch == epoch)
            wait_until(lambda: "works again" in caplog.text)
            caplog.clear()
            met.clear()
    assert not lost


def test_each_write_waits_for_the_file_with_the_run(db, file, monkeypatch):
    lifecycle.submit(db, small(), OWNER)
    run, token = lifecycle.claim_next(db)
    away = file.with_name("away")

    def come_back(seconds: float) -> None:
        away.replace(file)

    monkeypatch.setattr(retry.time, "sleep", come_back)
    for write in (
        lambda: attempts.record_worker(db, run.id, token, "handle"),
        lambda: attempts.record_weights(db, run.id, token),
        lambda: records.get_own_run(db, run.id),
        lambda: lifecycle.mark_paused(db, run.id, token, seconds=1.0),
    ):
        file.rename(away)
        patiently(write)
        assert not away.exists()
    assert records.get_run(db, run.id).state == "paused"


def test_a_run_that_another_attempt_has_is_lost_at_once_in_a_file_that_came_back_too(db, file):
    lifecycle.submit(db, small(), OWNER)
    run, token = lifecycle.claim_next(db)
    file.rename(file.with_name("away"))
    with pytest.raises(RunAwayError):
        attempts.record_weights(db, run.id, token)
    file.with_name("away").replace(file)
    lifecycle.start_again(db, run.id, token)
    with pytest.raises(LostRunError):
        attempts.record_weights(db, run.id, token)


def test_a_run_whose_worker_waited_in_vain_is_paused_with_what_happened_and_nothing_is_counted(worked):
    """The supervisor sees the worker end while the run is not in the store."""
    db, file = worked.db, Path(worked.db.url.database)
    file.rename(file.with_name("away"))
    worked.rounds(EACH)
    worked.end(STORE_AWAY)
    worked.rounds(2 * EACH)
    file.with_name("away").replace(file)
    worked.rounds(2 * EACH)
    run = records.get_run(db, worked.run.id)
    assert worked.state == ("paused", 0) and len(worked.started) == 1
    assert "file was deleted, moved away or replaced" in said(run.end_reason)
    owners.resume(db, run.id, OWNER)
    worked.rounds(2 * EACH)
    assert worked.lives and worked.state == ("running", 0)


def test_a_worker_that_lives_keeps_the_supervisor_though_its_run_went_with_the_file(worked):
    file = Path(worked.db.url.database)
    file.rename(file.with_name("away"))
    worked.rounds(EACH)
    assert worked.lives and look_after_runs(worked.supervision)
    worked.end()
    worked.rounds(EACH)
    assert not look_after_runs(worked.supervision)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_its_server_has_not_or_lets_nobody_into_is_waited_for(
    settings, db, postgresql_server, monkeypatch
):
    name = make_url(settings.database_url).database
    lifecycle.submit(db, small(), OWNER)
    run, token = lifecycle.claim_next(db)

    def rename(old: str, new: str) -> None:
        cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{old}'"
        postgresql.execute(postgresql_server, cut)
        postgresql.execute(postgresql_server, f"ALTER DATABASE {old} RENAME TO {new}")

    waits: list[StoreError] = []
    failed = retry.OUTAGE.failed

    def come_back(error: StoreError) -> float:
        waits.append(error)
        if isinstance(error, StoreAwayError):
            rename(f"{name}_away", name)
        return failed(error)

    monkeypatch.setattr(retry.OUTAGE, "failed", come_back)
    rename(name, f"{name}_away")
    patiently(attempts.record_weights, db, run.id, token)
    assert isinstance(waits[-1], StoreAwayError)
    assert records.get_run(db, run.id).has_weights
