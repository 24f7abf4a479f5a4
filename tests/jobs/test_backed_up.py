"""A home is backed up while it trains, and the run goes on elsewhere from where it was."""

from pathlib import Path

import pytest

from builder import jobs
from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store.artifacts import artifacts_of
from builder.store.backup.restore import restore
from builder.store.backup.save import save
from builder.store.runs import readings, records
from builder.store.runs.curves import epochs_of
from builder.store.schema.database import open_database
from tests.jobs.watching import OWNER, end_processes_of, small, wait_for_end, wait_for_epoch


@pytest.fixture
def elsewhere(tmp_path: Path):
    home = tmp_path / "elsewhere"
    settings = Settings(home=home, database_url=sqlite_url(home / DATABASE_FILE))
    yield settings
    end_processes_of(settings)


def curve(db, run):
    return [epoch.model_copy(update={"seconds": 0.0}) for epoch in epochs_of(db, run.id)]


@pytest.mark.slow
def test_a_run_that_was_backed_up_in_the_middle_ends_elsewhere_as_it_does_at_home(settings, db, elsewhere, tmp_path):
    run = jobs.submit_run(settings, db, small(epochs=60, learning_rate=0.01), OWNER)
    for number in range(3):
        known = wait_for_epoch(db, run, 5 * (number + 1)).epochs
        saved = save(settings, db, tmp_path / f"{number}.tar")
        assert (saved.runs, saved.training) == (1, 1)
    at_home = wait_for_end(db, run)
    assert (at_home.state, at_home.epochs, at_home.restarts) == ("finished", 60, 0)

    restored = restore(elsewhere, tmp_path / "2.tar")
    assert restored.interrupted.queued == (run.id,)
    there = open_database(elsewhere)
    began = records.get_run(there, run.id)
    assert known <= began.epochs < 60 and artifacts_of(elsewhere).checkpoint(run.id).exists()
    jobs.ensure_supervisor(elsewhere)
    ended = wait_for_end(there, run)

    assert (ended.state, ended.epochs, ended.restarts, ended.error) == ("finished", 60, 0, None)
    assert curve(there, run) == curve(db, run)
    weights = [artifacts_of(one).folder(run.id) / "weights.safetensors" for one in (settings, elsewhere)]
    assert weights[0].read_bytes() == weights[1].read_bytes()
    assert (ended.test_accuracy, ended.kept_epoch) == (at_home.test_accuracy, at_home.kept_epoch)
    assert len(readings.test_readings(there, run.id)) == 1
    there.dispose()
