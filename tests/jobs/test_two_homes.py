"""Two homes on one PostgreSQL, neither of which sees the other's processes, with workers and supervisors killed."""

import pytest

from builder import jobs
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.runs import readings, records
from builder.store.runs.curves import epochs_of
from builder.store.schema.database import open_database
from tests import postgresql
from tests.jobs.second_home import second_home
from tests.jobs.watching import (
    OWNER,
    end_processes_of,
    gone,
    processes_of,
    small,
    wait_for_end,
    wait_for_epoch,
    wait_until,
)

#: Both are submitted at the same moment; so many that one still trains where the other has loaded TensorFlow later.
EPOCHS = 120


@pytest.fixture
def homes(tmp_path, postgresql_server):
    """The settings of two homes on one database of PostgreSQL."""
    with postgresql.new_database(postgresql_server) as url:
        both = [Settings(home=tmp_path / name, database_url=url) for name in ("first", "second")]
        for settings in both:
            settings.home.mkdir()
        yield both
        for settings in both:
            end_processes_of(settings)


def kill(settings: Settings, kind: str) -> None:
    process = wait_until(lambda: processes_of(settings, kind))[0]
    process.kill()
    assert gone(process)


@pytest.mark.slow
def test_two_homes_on_one_database_train_each_its_own_run_whatever_is_killed(homes):
    first, second = homes
    db = open_database(first)
    with second_home(second, EPOCHS) as id:
        mine = jobs.submit_run(first, db, small(epochs=EPOCHS), OWNER)
        theirs = records.get_run(db, id)
        for run in (mine, theirs):
            wait_for_epoch(db, run)
        kill(first, "worker")
        kill(second, "supervisor")
        wait_for_epoch(db, theirs, records.get_run(db, id).epochs + 1)
        kill(second, "worker")
        kill(first, "supervisor")
        jobs.ensure_supervisor(first)
        ended = [wait_for_end(db, run) for run in (mine, theirs)]
    assert [(run.state, run.epochs, run.restarts) for run in ended] == [("finished", EPOCHS, 1)] * 2
    for settings, run, other in ((first, mine, theirs), (second, theirs, mine)):
        assert (artifacts_of(settings).folder(run.id) / "weights.safetensors").exists()
        assert not artifacts_of(settings).folder(other.id).exists()
        assert len(readings.test_readings(db, run.id)) == 1
        assert [epoch.epoch for epoch in epochs_of(db, run.id)] == list(range(1, EPOCHS + 1))
    db.dispose()
