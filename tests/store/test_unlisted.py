"""A home whose runs' files are there and whose database is not the one that lists them."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from builder.cli.main import main
from builder.design.experiment import Experiment
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.homes.identity import home_of
from builder.store.homes.unlisted import unlisted_runs
from builder.store.runs import lifecycle
from builder.store.schema.database import open_database, writing
from builder.store.schema.tables import leftovers

OWNER = "a" * 64


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with three runs that have weights, and whose database was deleted; one folder is no run's."""
    for name in ("BUILDER_DATABASE_URL", "BUILDER_CIFAR10"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    settings = load_settings()
    db = open_database(settings)
    for number in range(3):
        run = lifecycle.submit(db, Experiment(name=f"run {number}"), OWNER)
        folder = artifacts_of(settings).folder(run.id)
        folder.mkdir(parents=True)
        (folder / "weights.safetensors").write_bytes(b"weights")
    db.dispose()
    (settings.artifacts / "not a run").mkdir()
    (settings.home / "model-builder.sqlite3").unlink()
    return settings.home


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("command", ["runs", "leaderboard"])
def test_commands_that_list_runs_say_that_the_database_is_another_one_and_not_that_there_are_none(
    capsys, home: Path, command: str
):
    status, out, err = told(capsys, command)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"The files of 3 runs are in {home / 'artifacts'}" in err and str(home / "model-builder.sqlite3") in err
    assert ", ".join(sorted(folder.parent.name for folder in home.glob("artifacts/*/weights.safetensors"))) in err


def test_a_backup_of_nothing_is_refused_where_there_are_files_of_runs(capsys, home: Path, tmp_path: Path):
    status, out, err = told(capsys, "backup", str(tmp_path / "backup.tar"))
    assert (status, out) == (2, "")  # without a database, even before it is looked for
    told(capsys, "runs")  # makes a new one
    status, out, err = told(capsys, "backup", str(tmp_path / "backup.tar"))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("Nothing is backed up. The files of 3 runs are in")
    assert not (tmp_path / "backup.tar").exists()


def test_where_the_new_database_has_runs_of_its_own_lists_and_backups_go_on_with_a_warning(
    capsys, home: Path, tmp_path: Path
):
    db = open_database(load_settings())
    lifecycle.submit(db, Experiment(name="since"), OWNER)
    db.dispose()
    status, out, err = told(capsys, "runs")
    assert (status, out.count("\n"), "since" in out) == (0, 1, True)
    assert err.startswith("The files of 3 runs are in") and err.count("\n") == 1
    status, out, err = told(capsys, "backup", str(tmp_path / "backup.tar"))
    assert status == 0 and out.startswith("Backed up 1 run into")
    assert err.startswith("The backup is not of all runs. The files of 3 runs are in") and err.count("\n") == 1


def test_runs_deleted_by_another_home_and_empty_folders_are_not_missed(home: Path):
    settings = load_settings()
    db = open_database(settings)
    deleted, emptied, _ = artifacts_of(settings).run_ids()
    with writing(db) as connection:
        connection.execute(insert(leftovers).values(home=home_of(settings), run_id=deleted))
    (artifacts_of(settings).folder(emptied) / "weights.safetensors").unlink()
    unlisted = unlisted_runs(settings, db)
    assert (unlisted.runs, unlisted.listed) == (1, 0)
    db.dispose()
