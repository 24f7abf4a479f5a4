"""The SQLite file deleted, moved away, brought back or replaced under a running process: it goes on, and says so."""

import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from builder.design.experiment import Experiment
from builder.progress.epoch import Progress
from builder.settings import Settings
from builder.store.errors import RunAwayError, StoreBusyError, StoreError
from builder.store.runs import attempts, lifecycle
from builder.store.runs.records import list_runs
from builder.store.schema.database import file_change, open_database, reading, writing

OWNER = "a" * 64


@pytest.fixture
def opened(settings: Settings):
    """A database with a run named "before"."""
    engine = open_database(settings)
    lifecycle.submit(engine, Experiment(name="before"), OWNER)
    yield engine
    engine.dispose()


@pytest.fixture
def file(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def names(db) -> list[str]:
    return [run.name for run in list_runs(db)]


def other_home(settings: Settings, tmp_path: Path, name: str) -> Path:
    """The database file of another home, with a run of that name."""
    path = tmp_path / "other.sqlite"
    engine = open_database(settings.model_copy(update={"database_url": f"sqlite:///{path.as_posix()}"}))
    lifecycle.submit(engine, Experiment(name=name), OWNER)
    engine.dispose()
    return path


def test_a_deleted_file_is_made_anew_and_it_is_said_that_the_runs_went_with_it(opened, file: Path):
    assert names(opened) == ["before"] and file_change(opened) is None
    file.unlink()
    assert names(opened) == []
    assert "deleted or moved away, and all runs with it" in file_change(opened).sentence
    lifecycle.submit(opened, Experiment(name="after"), OWNER)
    assert names(opened) == ["after"]


def test_a_deleted_file_is_made_anew_by_the_first_write_too(opened, file: Path):
    file.unlink()
    lifecycle.submit(opened, Experiment(name="after"), OWNER)
    assert names(opened) == ["after"]


def test_a_file_that_was_emptied_in_its_place_is_filled_anew(opened, file: Path):
    file.write_bytes(b"")
    lifecycle.submit(opened, Experiment(name="after"), OWNER)
    assert names(opened) == ["after"]


def test_a_file_that_is_brought_back_has_its_runs_again(opened, file: Path):
    away = file.with_name("away")
    file.rename(away)
    lifecycle.submit(opened, Experiment(name="meanwhile"), OWNER)
    away.replace(file)
    assert names(opened) == ["before"]
    assert file_change(opened).sentence == (
        "The earlier database file runs.sqlite is back, and the pages show its runs again."
    )


def test_another_file_without_runs_is_not_called_deleted(opened, file: Path, settings: Settings, tmp_path: Path):
    other = tmp_path / "other.sqlite"
    open_database(settings.model_copy(update={"database_url": f"sqlite:///{other.as_posix()}"})).dispose()
    os.replace(other, file)
    assert names(opened) == []
    assert "is another one now, and holds no runs" in file_change(opened).sentence
    assert "deleted" not in file_change(opened).sentence


def test_the_advice_how_to_bring_runs_back_loses_none_that_were_made_meanwhile(opened, file: Path, settings: Settings):
    away, new = file.with_name("away"), file.with_name("another name")
    file.rename(away)
    lifecycle.submit(opened, Experiment(name="meanwhile"), OWNER)
    assert "give the new file another name (runs made meanwhile are only in it)" in file_change(opened).sentence
    file.rename(new)
    away.replace(file)
    assert names(opened) == ["before"]
    kept = open_database(settings.model_copy(update={"database_url": f"sqlite:///{new.as_posix()}"}))
    assert names(kept) == ["meanwhile"]
    kept.dispose()


def test_another_file_in_its_place_is_used_and_written(opened, file: Path, settings: Settings, tmp_path: Path):
    os.replace(other_home(settings, tmp_path, "elsewhere"), file)
    assert "replaced by another one" in file_change(opened).sentence
    lifecycle.submit(opened, Experiment(name="after"), OWNER)
    assert names(opened) == ["after", "elsewhere"]
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (2,)


def test_a_file_of_an_older_version_in_its_place_is_migrated(opened, file: Path, tmp_path: Path):
    oldest = tmp_path / "oldest.sqlite"
    shutil.copyfile(Path(__file__).parent / "schemas" / "schema_0001.sqlite3", oldest)
    os.replace(oldest, file)
    assert "Kept" in names(opened)


def test_to_move_a_damaged_file_away_is_advice_that_works_without_a_restart(opened, file: Path, settings: Settings):
    damaged = file.with_name("damaged")
    damaged.write_bytes(b"A student's essay about networks. " * 100)
    whole = file.with_name("whole")
    shutil.copyfile(file, whole)
    os.replace(damaged, file)
    with pytest.raises(StoreError, match="damaged or something else. Move it away"):
        list_runs(opened)
    file.rename(damaged)
    assert names(opened) == []
    os.replace(whole, file)
    assert names(opened) == ["before"]


def test_a_file_replaced_within_a_transaction_is_a_passing_trouble_and_not_one_of_permissions(opened, file: Path):
    with (
        pytest.raises(StoreBusyError, match="moved or replaced just now; please try again"),
        writing(opened) as connection,
    ):
        file.rename(file.with_name("away"))
        connection.exec_driver_sql("DELETE FROM runs")
    lifecycle.submit(opened, Experiment(name="after"), OWNER)
    assert names(opened) == ["after"]


def test_a_run_whose_row_went_with_the_file_is_away_with_it_in_one_sentence(opened, file: Path):
    run, token = lifecycle.claim_next(opened)
    file.unlink()
    with pytest.raises(RunAwayError, match=f"Run {run.id} is not in the database file that is there now"):
        attempts.report_progress(opened, run.id, token, Progress(phase="training"))


def test_each_change_of_the_file_is_logged_once(opened, file: Path, caplog):
    file.unlink()
    for _ in range(3):
        list_runs(opened)
    (record,) = [record for record in caplog.records if "builder.store" in record.name]
    assert re.match(re.escape(str(file)), record.message) and record.exc_info is None


def test_a_file_that_stays_is_opened_once(opened, file: Path):
    inode = file.stat().st_ino
    for _ in range(3):
        with reading(opened):
            pass
    assert file_change(opened) is None and file.stat().st_ino == inode
