"""A restored home has everything that the backup had, and its runs can go on; or nothing has changed."""

import errno
import os
import stat
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.backup import restore as restoring
from builder.store.backup.errors import BackupError
from builder.store.backup.restore import RestoredHome, restore
from builder.store.backup.save import save
from builder.store.errors import StoreFullError
from builder.store.homes.belonging import settle
from builder.store.homes.identity import home_of
from builder.store.runs import lifecycle, owners, records
from builder.store.runs.curves import epochs_of
from builder.store.schema.database import open_database, writing
from builder.store.schema.tables import homes, runs
from builder.words.reasons import said
from tests.store.backup.conftest import Home
from tests.store.made_runs import OWNER
from tests.waiting_tasks import waiting_tasks


@pytest.fixture
def backup(home: Home, tmp_path: Path) -> Path:
    save(home.settings, home.db, tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


@pytest.fixture
def restored(backup: Path, elsewhere: Settings) -> RestoredHome:
    return restore(elsewhere, backup)


def test_every_run_is_there_with_its_curve_and_its_files(home: Home, restored: RestoredHome, elsewhere: Settings):
    db = open_database(elsewhere)
    assert restored.runs == 6
    for name, id in home.runs.items():
        before, after = records.get_run(home.db, id), records.get_run(db, id)
        assert (after.name, after.owner, after.epochs, after.experiment) == (name, *_told(before))
        assert epochs_of(db, id) == epochs_of(home.db, id)
        for file in artifacts_of(home.settings).whole_files(id):
            if name != "stopping" or not file.startswith("checkpoint/"):
                expected = (artifacts_of(home.settings).folder(id) / file).read_bytes()
                assert (artifacts_of(elsewhere).folder(id) / file).read_bytes() == expected
    finished = records.get_run(db, home.runs["finished"])
    assert (finished.state, finished.test_count, finished.ended_at) == (
        "finished", 10, records.get_run(home.db, finished.id).ended_at,
    )  # fmt: skip
    db.dispose()


def test_a_run_that_was_stopped_before_it_began_belongs_to_the_restored_home_like_any_other(
    home: Home, elsewhere: Settings, tmp_path: Path
):
    owners.request_stop(home.db, home.runs["queued"], OWNER)
    save(home.settings, home.db, tmp_path / "backup.tar")
    restore(elsewhere, tmp_path / "backup.tar")
    db = open_database(elsewhere)
    settle(elsewhere, db)
    run = records.get_run(db, home.runs["queued"])
    assert (run.state, run.home) == ("stopped", home_of(elsewhere))
    db.dispose()


def _told(run: records.Run) -> tuple[object, ...]:
    return run.owner, run.epochs, run.experiment


def test_runs_that_were_training_wait_for_a_worker_or_are_what_was_asked_of_them(home: Home, restored, elsewhere):
    db = open_database(elsewhere)
    states = {name: records.get_run(db, id).state for name, id in home.runs.items()}
    assert states == {
        "finished": "finished", "running": "queued", "stopping": "stopped", "pausing": "paused",
        "on cifar10": "paused", "queued": "queued",
    }  # fmt: skip
    assert asdict(restored.interrupted) == {
        "queued": (home.runs["running"],),
        "paused": (home.runs["pausing"], home.runs["on cifar10"]),
        "stopped": (home.runs["stopping"],),
    }
    assert "CIFAR-10" in said(records.get_run(db, home.runs["on cifar10"]).end_reason)
    assert "epoch 2 are kept" in said(records.get_run(db, home.runs["stopping"]).end_reason)
    assert not artifacts_of(elsewhere).checkpoint(home.runs["stopping"]).exists()
    assert waiting_tasks(db, ["classify"]) == 0
    run, _ = lifecycle.claim_next(db)  # it goes on before the owner's other runs
    assert run.id == home.runs["running"]
    assert artifacts_of(elsewhere).checkpoint(run.id).exists()
    db.dispose()


def test_a_restored_home_is_another_one_and_takes_over_all_runs(
    home: Home, backup: Path, elsewhere: Settings, tmp_path
):
    """Also from a home whose database was a file outside of it, and so did not go where the home went."""
    with writing(home.db) as connection:
        connection.execute(insert(homes).values(id="theother", machine="away", holds_database=False))
        connection.execute(update(runs).values(home="theother"))
    save(home.settings, home.db, tmp_path / "of the other.tar")
    restore(elsewhere, tmp_path / "of the other.tar")
    db = open_database(elsewhere)
    settle(elsewhere, db)
    here = home_of(elsewhere)
    assert here != home_of(home.settings)
    assert {records.get_run(db, id).home for name, id in home.runs.items()} == {here}
    assert lifecycle.claim_next(db, here)[0].id == home.runs["running"]
    db.dispose()


def test_the_old_home_is_left_as_it_was(home: Home, restored, elsewhere):
    assert records.get_run(home.db, home.runs["running"]).state == "running"


def test_a_restored_home_has_no_file_but_those_of_a_new_one(restored, elsewhere):
    names = {entry.name for entry in elsewhere.home.iterdir()}
    assert {"artifacts", "model-builder.sqlite3"} <= names <= {"artifacts", "model-builder.sqlite3", "database.lock"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_only_its_owner_may_look_into_a_restored_home(restored, elsewhere):
    assert stat.S_IMODE(elsewhere.home.stat().st_mode) == 0o700
    assert stat.S_IMODE((elsewhere.home / "model-builder.sqlite3").stat().st_mode) == 0o600


def test_a_restored_home_can_be_backed_up_and_restored_again(restored, elsewhere, tmp_path):
    db = open_database(elsewhere)
    save(elsewhere, db, tmp_path / "again.tar")
    third = Settings(home=tmp_path / "third", database_url=f"sqlite:///{tmp_path}/third/model-builder.sqlite3")
    assert restore(third, tmp_path / "again.tar").runs == 6
    db.dispose()


def test_an_empty_folder_becomes_the_home(backup: Path, elsewhere: Settings):
    elsewhere.home.mkdir()
    assert restore(elsewhere, backup).runs == 6


def test_a_home_that_is_not_empty_is_left_alone(backup: Path, elsewhere: Settings):
    elsewhere.home.mkdir()
    (elsewhere.home / "precious").write_text("keep me")
    with pytest.raises(BackupError, match="not empty"):
        restore(elsewhere, backup)
    assert [entry.name for entry in elsewhere.home.iterdir()] == ["precious"]


def test_so_is_one_in_which_something_appears_meanwhile(backup: Path, elsewhere: Settings, monkeypatch):
    def then_a_page_opens(*given: object) -> object:
        elsewhere.home.mkdir()
        (elsewhere.home / "precious").write_text("keep me")
        return unpack(*given)

    unpack = restoring.unpack
    monkeypatch.setattr(restoring, "unpack", then_a_page_opens)
    with pytest.raises(BackupError, match="not empty"):
        restore(elsewhere, backup)
    assert [entry.name for entry in elsewhere.home.iterdir()] == ["precious"]
    assert _left_beside(elsewhere) == []


def test_another_database_than_the_homes_own_is_refused(backup: Path, elsewhere: Settings):
    other = elsewhere.model_copy(update={"database_url": "postgresql+psycopg://me@there/runs"})
    with pytest.raises(BackupError, match="BUILDER_DATABASE_URL"):
        restore(other, backup)
    assert not elsewhere.home.exists()


def test_a_full_disk_is_a_sentence_and_leaves_nothing(backup: Path, elsewhere: Settings, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(restoring, "_put_in_place", full)
    with pytest.raises(StoreFullError, match="no room"):
        restore(elsewhere, backup)
    assert not elsewhere.home.exists() and _left_beside(elsewhere) == []


def test_a_backup_that_the_disk_has_no_room_for_is_not_begun(backup: Path, elsewhere: Settings, monkeypatch):
    monkeypatch.setattr(restoring, "SPARE_BYTES", 10**18)
    with pytest.raises(StoreFullError, match="no room"):
        restore(elsewhere, backup)
    assert not elsewhere.home.exists() and _left_beside(elsewhere) == []


def _left_beside(settings: Settings) -> list[str]:
    return [entry.name for entry in settings.home.parent.iterdir() if "restoring" in entry.name]
