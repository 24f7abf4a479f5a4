"""The thread that reports a run's progress: a database that fails it for a while stops neither it nor training."""

import logging

from builder.jobs import retry
from builder.jobs.work import reporting
from builder.jobs.work.reporting import StoreListener
from builder.progress.epoch import Progress
from builder.store.runs import lifecycle, owners
from builder.store.runs.curves import progress_of
from tests.jobs.watching import OWNER, small, wait_until


def test_reports_go_on_after_a_lock_and_the_log_has_its_beginning_and_its_end(settings, db, lock, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(retry, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(reporting, "OUTAGE", retry.Outage())
    lifecycle.submit(db, small(), OWNER)
    run, token = lifecycle.claim_next(db)
    lost = []
    with StoreListener(db, run.id, token, on_lost=lambda: lost.append(True)) as listener:
        lock.append(True)
        wait_until(lambda: "The database is busy" in caplog.text)
        listener.progress(Progress(phase="training", epoch=7))
        lock.clear()
        wait_until(lambda: progress_of(db, run.id).epoch == 7)
        wait_until(lambda: "works again" in caplog.text)
        owners.request_stop(db, run.id, OWNER)
        wait_until(listener.stop_requested)
    assert caplog.text.count("The database is busy") == caplog.text.count("works again") == 1
    assert "Traceback" not in caplog.text and not lost
