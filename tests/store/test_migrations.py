"""A database that an earlier version wrote opens in this one, with everything in it."""

import shutil
from pathlib import Path

from builder.settings import Settings
from builder.store.board.ranking import ranked
from builder.store.runs.lifecycle import test_readings as readings_of
from builder.store.runs.queue import queue_order
from builder.store.runs.records import epochs_of, kept_runs, list_runs
from builder.store.schema import database
from builder.store.schema.database import SCHEMA, open_database, reading

STORES = Path(__file__).parent / "schemas"


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
    assert [placed.run.name for placed in ranked(kept_runs(db))][:2] == ["Kept", "Stopped run"]
    db.dispose()


def test_a_database_of_the_second_schema_opens_with_its_pauses_formats_and_test_accuracies(settings: Settings):
    """Written by the version that had schema 0002: six runs, one in each state that outlives a process, two queued."""
    shutil.copy(STORES / "schema_0002.sqlite3", Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    found = {run.name: run for run in list_runs(db)}
    assert {name: run.state for name, run in found.items()} == {
        "Kept": "finished", "Paused": "paused", "Stopped run": "stopped", "Failed": "failed",
        "Waiting": "queued", "Moved to the front": "queued",
    }  # fmt: skip
    assert queue_order(db) == (found["Moved to the front"].id, found["Waiting"].id)
    kept, paused = found["Kept"], found["Paused"]
    assert (kept.nickname, kept.preset, kept.test_count, kept.precision) == ("Ada", "18", 299, "mixed_bfloat16")
    assert kept.precision_reason == "Measured here: 100 images/s in float32, 250 in bfloat16."
    assert [epoch.test_accuracy for epoch in epochs_of(db, kept.id)] == [0.53, 0.56, 0.59]
    assert (paused.epochs, paused.restarts, paused.seconds, paused.has_weights) == (2, 1, 4.5, True)
    db.dispose()


def test_a_database_of_the_third_schema_opens_with_its_steps_in_each_call(settings: Settings):
    """Written by the version that had schema 0003: one finished run and one queued."""
    shutil.copy(STORES / "schema_0003.sqlite3", Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    found = {run.name: run for run in list_runs(db)}
    assert {name: run.state for name, run in found.items()} == {"Several steps": "finished", "Waiting": "queued"}
    assert (found["Several steps"].steps_per_execution, found["Waiting"].steps_per_execution) == (10, None)
    assert found["Several steps"].steps_reason.endswith("gave 8,310 images/s, one step 5,247.")
    db.dispose()


def test_a_database_of_every_schema_is_kept_for_these_tests():
    versions = sorted((Path(database.__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))
    assert [file.name[:4] for file in versions] == [file.stem[-4:] for file in sorted(STORES.glob("*.sqlite3"))]
    assert versions[-1].name[:4] == SCHEMA
