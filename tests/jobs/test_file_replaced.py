"""The database file deleted or replaced under supervisor and worker: sentences, and what is there now is trained."""

import os
from pathlib import Path

import pytest

from builder import jobs
from builder.jobs.executor import executor_of
from builder.jobs.supervise.rounds import _settle
from builder.jobs.supervise.supervision import Supervision
from builder.settings import Settings
from builder.store.homes.belonging import settle
from builder.store.homes.identity import home_of
from builder.store.runs import lifecycle
from builder.store.runs.records import get_run, list_runs
from builder.store.schema.database import open_database
from tests.jobs.watching import OWNER, gone, small, wait_for_end, wait_for_epoch, wait_until, worker_of


def file_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def test_the_runs_of_a_database_that_is_put_in_the_place_of_a_homes_own_become_its_own(settings, db, tmp_path):
    supervision = Supervision(settings=settings, db=db, executor=executor_of(settings))
    _settle(supervision)
    other_home = tmp_path / "other"
    other_home.mkdir()
    other = Settings(home=other_home, database_url=f"sqlite:///{(other_home / 'runs.sqlite').as_posix()}")
    other_db = open_database(other)
    settle(other, other_db)
    run = lifecycle.submit(other_db, small(), OWNER, home=home_of(other))
    other_db.dispose()
    os.replace(file_of(other), file_of(settings))
    _settle(supervision)
    assert get_run(db, run.id).home == home_of(settings)


@pytest.mark.slow
def test_a_run_whose_row_went_with_the_file_ends_in_one_sentence_and_the_next_one_trains(
    settings, db, soon_idle, monkeypatch
):
    monkeypatch.setenv("BUILDER_PATIENCE_SECONDS", "1")
    run = jobs.submit_run(settings, db, small(epochs=10_000), OWNER)
    wait_for_epoch(db, run)
    worker = worker_of(db, run)
    file_of(settings).unlink()
    assert list_runs(db) == ()
    wait_until(lambda: gone(worker))
    after = wait_for_end(db, jobs.submit_run(settings, db, small(), OWNER))
    assert after.state == "finished"
    logs = [path.read_text(encoding="utf-8") for path in (settings.home / "logs").iterdir()]
    assert not any("Traceback" in log for log in logs)
    assert any(f"Run {run.id} is not in the database file that is there now" in log for log in logs)
