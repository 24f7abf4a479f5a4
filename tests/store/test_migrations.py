"""A database that an earlier version wrote opens in this one, with everything in it."""

import json
import shutil
import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine

from builder.course.pairs import pairs_of, with_any_seed
from builder.design.experiment import Experiment
from builder.jobs.executor.local.worker import Handle
from builder.settings import Settings
from builder.store.board.leaks import usual_count
from builder.store.board.ranking import ranked
from builder.store.homes.belonging import settle
from builder.store.homes.identity import home_of
from builder.store.ids import new_id
from builder.store.runs.attempts import running_attempts
from builder.store.runs.curves import epochs_of
from builder.store.runs.groups import groups_of
from builder.store.runs.kept import kept_runs
from builder.store.runs.lifecycle import submit
from builder.store.runs.queue import queue_order
from builder.store.runs.readings import test_readings as readings_of
from builder.store.runs.records import list_runs
from builder.store.schema import database
from builder.store.schema.database import open_database, reading, writing
from builder.store.schema.upgrade import SCHEMA
from builder.words.reasons import said

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
    assert [placed.run.name for placed in ranked(kept_runs(db), usual_count)][:2] == ["Kept", "Stopped run"]
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
    assert said(kept.precision_reason) == "Measured here: 100 images/s in float32, 250 in bfloat16."
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
    assert said(found["Several steps"].steps_reason).endswith("gave 8,310 images/s, one step 5,247.")
    db.dispose()


def test_pairs_that_only_their_names_told_are_recorded_when_the_fourth_schema_comes(settings: Settings):
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    shutil.copy(STORES / "schema_0003.sqlite3", file)
    with closing(sqlite3.connect(file)) as connection, connection:
        for name, seed, owner in (
            ("P4", 0, "a"), ("P4 + more", 0, "a"), ("P4", 1, "a"), ("P4 + more", 1, "a"), ("P4 + more", 1, "b"),
            ("P4", 2, "b"), ("P4 + more", 3, "b"), ("P4 + more + yet more", 3, "c"),
        ):  # fmt: skip
            _copy_run(connection, name, seed, owner)
    db = open_database(settings)
    names = {run.id: (run.name, run.experiment.training.seed) for run in list_runs(db)}
    found = [[(names[id], role) for id, role in group.members] for group in groups_of(db, "pair", "a", 10)]
    assert found == [[(("P4", seed), "base"), (("P4 + more", seed), "changed")] for seed in (1, 0)]
    (seeds,) = groups_of(db, "seeds", "a", 10)
    assert len(seeds.members) == 4
    assert groups_of(db, "pair", "b", 10) == groups_of(db, "pair", "c", 10) == ()
    db.dispose()


def _copy_run(connection: sqlite3.Connection, name: str, seed: int, owner: str) -> None:
    """A queued run like the one that waits, with another name, seed and owner; "more" has one dense unit more."""
    connection.row_factory = sqlite3.Row
    row = dict(connection.execute("SELECT * FROM runs WHERE state = 'queued' LIMIT 1").fetchone())
    design = json.loads(row["experiment"])
    design["training"]["seed"] = seed
    if "more" in name:
        design["network"]["dense_blocks"][0]["units"] += 1
    row |= {"number": None, "id": new_id(), "name": name, "owner": owner, "experiment": json.dumps(design)}
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO runs ({', '.join(row)}) VALUES ({places})", tuple(row.values()))


def test_pairs_of_before_are_looked_for_on_either_database(db: Engine):
    network = Experiment().network
    more = network.model_copy(update={"dense_blocks": network.dense_blocks * 2})
    ids = [
        submit(db, Experiment(name=name, network=drawn), "me").id
        for name, drawn in (("A", network), ("A + a layer", more), ("B", network))
    ]
    migration = import_module("builder.store.schema.migrations.versions.0004_run_groups")
    with writing(db) as connection:
        migration.record_pairs_by_name(connection)
    (pair,) = groups_of(db, "pair", "me", 10)
    assert pair.members == ((ids[0], "base"), (ids[1], "changed"))


def test_a_database_of_the_fourth_schema_opens_with_its_groups_of_runs(settings: Settings):
    """Written by the version that had schema 0004: project 4 and the same with one change, with two seeds."""
    shutil.copy(STORES / "schema_0004.sqlite3", Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    (owner,) = {run.owner for run in list_runs(db)}
    second, first = pairs_of(db, owner)
    assert (first.base.name, first.changed.name) == ("P4", "P4 + Dense 64 instead of 32")
    assert [pair.base.experiment.training.seed for pair in (first, second)] == [0, 1]
    assert with_any_seed(db, first) == (second, first)
    db.dispose()


def test_the_process_that_has_a_run_is_still_known_by_its_executor_when_the_fifth_schema_comes(settings: Settings):
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    shutil.copy(STORES / "schema_0003.sqlite3", file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "UPDATE runs SET state = 'running', token = 'mine', started_at = 1, pid = 4242, "
            "process_created_at = 1000.5 "
            "WHERE state = 'queued'"
        )
    db = open_database(settings)
    (attempt,) = running_attempts(db)
    assert attempt.worker is not None
    assert Handle.model_validate_json(attempt.worker) == Handle(pid=4242, created=1000.5)
    db.dispose()


def test_a_database_of_the_fifth_schema_opens_with_the_worker_of_its_run(settings: Settings):
    """Written by the version that had schema 0005: one running run and one queued."""
    shutil.copy(STORES / "schema_0005.sqlite3", Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    assert {run.name: run.state for run in list_runs(db)} == {"Training": "running", "Waiting": "queued"}
    assert [attempt.worker for attempt in running_attempts(db)] == ['{"pid":4242,"created":1000.5}']
    db.dispose()


def test_runs_of_before_homes_belong_to_none_until_the_home_of_their_database_takes_them_over(settings: Settings):
    shutil.copy(STORES / "schema_0005.sqlite3", Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    assert {run.home for run in list_runs(db)} == {None}
    settle(settings, db)
    assert {run.home for run in list_runs(db)} == {home_of(settings)}
    assert [attempt.worker for attempt in running_attempts(db)] == ['{"pid":4242,"created":1000.5}']
    db.dispose()


def test_a_database_of_the_sixth_schema_opens_with_whose_its_runs_are(settings: Settings):
    """Written by the version that had schema 0006: a running run of one home, a queued one of another."""
    shutil.copy(STORES / "schema_0006.sqlite3", Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    assert {run.name: run.home for run in list_runs(db)} == {"Training": "hmaaaaa2", "Waiting": "hmbbbbb2"}
    assert [attempt.run_id for attempt in running_attempts(db, "hmbbbbb2")] == []
    assert (queue_order(db, "hmaaaaa2"), len(queue_order(db, "hmbbbbb2"))) == ((), 1)
    db.dispose()


def test_runs_of_before_were_trained_here_when_the_seventh_schema_comes(settings: Settings):
    shutil.copy(STORES / "schema_0006.sqlite3", Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    assert {(run.imported_at, run.claims) for run in list_runs(db)} == {(None, None)}
    db.dispose()


def test_a_database_of_the_seventh_schema_opens_with_what_files_claim(settings: Settings):
    """Written by the version that had schema 0007: a finished run, and the same as it was imported from its bundle."""
    shutil.copy(STORES / "schema_0007.sqlite3", Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    imported, trained = list_runs(db)
    assert (trained.claims, trained.test_accuracy) == (None, 0.8)
    assert (imported.test_accuracy, imported.claims.test_accuracy, imported.claims.by) == (None, 0.8, "Anonymous")
    assert imported.imported_at == imported.ended_at
    assert [epoch.val_accuracy for epoch in epochs_of(db, imported.id)] == [0.5, 0.75]
    db.dispose()


def test_a_database_of_the_eighth_schema_opens_with_how_much_of_the_machines_speed_was_reached(settings: Settings):
    """Written by the version that had schema 0008: a finished run that was measured, and a short one that was not."""
    shutil.copy(STORES / "schema_0008.sqlite3", Path(settings.database_url.removeprefix("sqlite:///")))
    db = open_database(settings)
    assert {run.name: run.matrix_share for run in list_runs(db)} == {"Measured": 0.625, "Short": None}
    db.dispose()


def test_a_database_of_every_schema_is_kept_for_these_tests():
    versions = sorted((Path(database.__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))
    assert [file.name[:4] for file in versions] == [file.stem[-4:] for file in sorted(STORES.glob("*.sqlite3"))]
    assert versions[-1].name[:4] == SCHEMA
