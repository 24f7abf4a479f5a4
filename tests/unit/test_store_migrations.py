"""A database that an earlier version wrote opens in this one, with everything in it."""

import shutil
from pathlib import Path

from builder.runs.database import open_database, reading
from builder.runs.lifecycle import test_readings as readings_of
from builder.runs.records import epochs_of, list_runs
from builder.runs.standings import ranked, standings
from builder.settings import Settings

STORES = Path(__file__).parent / "stores"


def test_a_database_of_the_first_schema_opens_with_its_runs_curves_and_readings(settings: Settings, tmp_path: Path):
    """Written by the version that had schema 0001: one finished, one stopped, one failed and one queued run."""
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    shutil.copy(STORES / "schema_0001.sqlite3", file)
    db = open_database(settings)
    with reading(db) as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() != "0001"
    found = {run.name: run for run in list_runs(db)}
    assert {name: run.state for name, run in found.items()} == {
        "Kept": "finished", "Stopped run": "stopped", "Failed": "failed", "Waiting": "queued",
    }  # fmt: skip
    kept = found["Kept"]
    assert (kept.nickname, kept.preset, kept.test_count) == ("Ada", "4", 299)
    assert [epoch.test_accuracy for epoch in epochs_of(db, kept.id)] == [None, None, None]
    assert [reading.count for reading in readings_of(db, kept.id)] == [299]
    assert [placed.run.name for placed in ranked(standings(db))][:2] == ["Kept", "Stopped run"]
    db.dispose()
