"""A backup or a restore that is killed at any moment has done nothing, or all of it."""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from builder.settings import Settings
from builder.store.backup.restore import restore
from builder.store.backup.save import save
from builder.store.runs.records import list_runs
from builder.store.schema.database import open_database
from tests.store.backup.conftest import Home, settings_of
from tests.store.backup.killed import SOME, killed_at

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")


def check_backups(home: Home, tmp_path: Path, chosen: Iterable[int]) -> None:
    def work() -> None:
        save(home.settings, open_database(home.settings), tmp_path / "backup.tar")

    home.db.dispose()
    killed = 0
    for moment in chosen:
        if not killed_at(moment, work):
            break
        killed += 1
        if (tmp_path / "backup.tar").exists():  # killed after it had its name: then it is whole
            restore(settings_of(tmp_path / f"home {moment}"), tmp_path / "backup.tar")
            (tmp_path / "backup.tar").unlink()
    assert killed > 5
    (tmp_path / "backup.tar").unlink(missing_ok=True)
    save(home.settings, home.db, tmp_path / "backup.tar")  # and the next one is not kept from its work
    assert not list(tmp_path.glob("*.partial")) and not (home.settings.home / "backup").exists()
    assert len(list_runs(home.db)) == 6


def check_restores(home: Home, elsewhere: Settings, tmp_path: Path, chosen: Iterable[int]) -> None:
    save(home.settings, home.db, tmp_path / "backup.tar")
    home.db.dispose()
    killed = 0
    for moment in chosen:
        if not killed_at(moment, lambda: restore(elsewhere, tmp_path / "backup.tar")):
            break
        killed += 1
        if elsewhere.home.exists():  # killed after it had become the home: then it is whole
            assert len(list_runs(open_database(elsewhere))) == 6
            shutil.rmtree(elsewhere.home)
    assert killed > 5
    shutil.rmtree(elsewhere.home, ignore_errors=True)
    assert restore(elsewhere, tmp_path / "backup.tar").runs == 6
    assert not list(tmp_path.glob("*.restoring"))


def test_a_killed_backup_leaves_no_backup_and_the_next_one_works(home: Home, tmp_path):
    check_backups(home, tmp_path, SOME)


def test_a_killed_restore_leaves_no_home_and_the_next_one_works(home: Home, elsewhere: Settings, tmp_path):
    check_restores(home, elsewhere, tmp_path, SOME)


@pytest.mark.slow
def test_a_backup_can_be_killed_at_every_moment(home: Home, tmp_path):
    check_backups(home, tmp_path, range(1, 1000))


@pytest.mark.slow
def test_a_restore_can_be_killed_at_every_moment(home: Home, elsewhere: Settings, tmp_path):
    check_restores(home, elsewhere, tmp_path, range(1, 1000))
