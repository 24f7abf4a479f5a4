"""A backup is one whole file that only its owner may read, with what belongs together, and nothing else."""

import fnmatch
import os
import signal
import sqlite3
import stat
import sys
import tarfile
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.backup import snapshot
from builder.store.backup.errors import BackupError
from builder.store.backup.save import save
from builder.store.backup.tables import IN_BACKUPS, LEFT_OUT
from builder.store.errors import StoreFullError
from builder.store.runs import attempts, owners, records
from builder.store.schema.database import check_writing, writing
from builder.store.schema.database_errors import as_store_error
from builder.store.schema.tables import metadata
from tests.store.backup.conftest import Home
from tests.store.made_runs import OWNER, record


def names(file: Path) -> list[str]:
    with tarfile.open(file) as archive:
        return archive.getnames()


def taken_out(file: Path, name: str) -> bytes:
    with tarfile.open(file) as archive:
        return archive.extractfile(name).read()


def test_a_backup_holds_the_database_and_the_files_of_every_run_and_nothing_else_of_the_home(home: Home, tmp_path):
    folder = home.settings.home
    for name in ("supervisor.lock", "visit", "command-line-identity", "identity", "inference.starting"):
        (folder / name).write_text("not this")
    for name in ("logs/worker.log", "speed/1.json", "datasets/cache/x.npy", "artifacts/abcdefgh/weights.safetensors"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("not this")
    for name in ("weights.safetensors.123.tmp", "test_predictions.safetensors.abcdefgh", "checkpoint/room"):
        home.write(home.runs["running"], name, b"not this")

    saved = save(home.settings, home.db, tmp_path / "backup.tar")

    assert (saved.runs, saved.training, saved.bytes) == (6, 4, (tmp_path / "backup.tar").stat().st_size)
    each = ("checkpoint/checkpoint.safetensors", "spec.json", "weights.safetensors")
    files = {f"artifacts/{home.runs[run]}/{name}" for run in home.runs if run != "queued" for name in each}
    files.add(f"artifacts/{home.runs['finished']}/test_predictions.safetensors")
    assert set(names(tmp_path / "backup.tar")) == files | {"about.json", "model-builder.sqlite3", "sha256"}
    assert taken_out(tmp_path / "backup.tar", f"artifacts/{home.runs['running']}/weights.safetensors") == (
        b"weights of running"
    )
    assert sorted(entry.name for entry in folder.iterdir() if entry.is_dir()) == [
        "artifacts", "datasets", "logs", "speed",
    ]  # fmt: skip


def test_the_pictures_that_people_uploaded_are_not_in_a_backup(home: Home, tmp_path):
    save(home.settings, home.db, tmp_path / "backup.tar")
    assert b"FACEFACE" in (home.settings.home / "model-builder.sqlite3").read_bytes()
    assert b"FACEFACE" not in (tmp_path / "backup.tar").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_only_its_owner_may_read_a_backup(home: Home, tmp_path):
    save(home.settings, home.db, tmp_path / "backup.tar")
    assert stat.S_IMODE((tmp_path / "backup.tar").stat().st_mode) == 0o600


def test_a_backup_never_takes_the_place_of_another_file(home: Home, tmp_path):
    (tmp_path / "backup.tar").write_text("precious")
    with pytest.raises(BackupError, match="exists already"):
        save(home.settings, home.db, tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").read_text() == "precious"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["backup.tar"]


def test_not_even_of_one_that_appears_while_it_is_written(home: Home, tmp_path, monkeypatch):
    def late(*given: object) -> snapshot.Snapshot:
        (tmp_path / "backup.tar").write_text("precious")
        return snapshot.take_snapshot(*given)

    monkeypatch.setattr("builder.store.backup.save.take_snapshot", late)
    with pytest.raises(BackupError, match="exists already"):
        save(home.settings, home.db, tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").read_text() == "precious"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["backup.tar"]


def test_a_run_that_trains_on_meanwhile_is_kept_as_it_was_at_one_moment(home: Home, tmp_path, monkeypatch):
    """Between the moment that is kept and the writing, a run goes on, another ends, and another is deleted."""
    going, ending, gone = home.runs["running"], home.runs["stopping"], home.runs["finished"]

    def then_all_changes(*given: object) -> snapshot.Snapshot:
        taken = snapshot.take_snapshot(*given)
        tokens = {attempt.run_id: attempt.token for attempt in attempts.running_attempts(home.db)}
        new = home.write(going, "new", b"weights of epoch 3")
        os.replace(new, new.with_name("weights.safetensors"))
        record(home.db, going, tokens[going], 3)
        artifacts_of(home.settings).remove_checkpoint(ending)
        owners.delete(home.db, gone, OWNER)
        artifacts_of(home.settings).remove(gone)
        return taken

    monkeypatch.setattr("builder.store.backup.save.take_snapshot", then_all_changes)
    save(home.settings, home.db, tmp_path / "backup.tar")

    (tmp_path / "copy").write_bytes(taken_out(tmp_path / "backup.tar", "model-builder.sqlite3"))
    with sqlite3.connect(tmp_path / "copy") as copy:
        epochs = dict(copy.execute("SELECT id, epochs FROM runs").fetchall())
    assert (epochs[going], epochs[gone]) == (2, 2)
    assert taken_out(tmp_path / "backup.tar", f"artifacts/{going}/weights.safetensors") == b"weights of running"
    assert f"artifacts/{gone}/weights.safetensors" in names(tmp_path / "backup.tar")
    assert f"artifacts/{ending}/checkpoint/checkpoint.safetensors" in names(tmp_path / "backup.tar")


def test_nobody_can_write_between_the_copy_of_the_database_and_that_of_the_files(home: Home, tmp_path, monkeypatch):
    wrote, order = threading.Event(), []

    def write() -> None:
        check_writing(home.db)
        order.append("written")
        wrote.set()

    def take(*given: object) -> list[str]:
        if not order:
            order.append("files")
            threading.Thread(target=write).start()
            assert not wrote.wait(0.2)
        return []

    copied = snapshot._copy_database
    monkeypatch.setattr(snapshot, "_take_files", take)
    monkeypatch.setattr(snapshot, "_copy_database", lambda *given: (copied(*given), order.append("database")))
    save(home.settings, home.db, tmp_path / "backup.tar")
    assert wrote.wait(60)
    assert order == ["files", "database", "written"]


def test_where_there_are_no_hard_links_files_are_copied(home: Home, tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    save(home.settings, home.db, tmp_path / "backup.tar")
    assert taken_out(tmp_path / "backup.tar", f"artifacts/{home.runs['running']}/spec.json") == b"{}"


@pytest.mark.parametrize(
    ("broken", "kind", "sentence"),
    [(28, StoreFullError, "There is no room for the backup"), (5, BackupError, "cannot be written")],
)
def test_a_disk_that_fails_is_a_sentence_and_leaves_nothing(home: Home, tmp_path, monkeypatch, broken, kind, sentence):
    def fail(_: int) -> None:
        raise OSError(broken, os.strerror(broken))

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(kind, match=sentence):
        save(home.settings, home.db, tmp_path / "backup.tar")
    assert [entry.name for entry in tmp_path.iterdir()] == ["lived in"]
    assert not (home.settings.home / "backup").exists()


def test_a_full_disk_is_named_with_the_bytes_that_it_takes_and_has(home: Home, tmp_path, monkeypatch):
    """Even if it is the home's and the backup is to be on another: the database is copied in the home first."""
    size = (home.settings.home / "model-builder.sqlite3").stat().st_size / 1e6

    def full(*_: object) -> None:
        with as_store_error():
            raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(snapshot, "_copy_database", full)
        patched.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1_500_000))
        with pytest.raises(StoreFullError) as raised:
            save(home.settings, home.db, tmp_path / "backup.tar")
    assert str(raised.value) == (
        f"There is no room for the copy of the database that a backup begins with: it takes {size:.1f} MB, and 1.5 MB "
        f"are free on the disk of {home.settings.home}; free some space there."
    )

    def fail(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(
        StoreFullError, match=rf"backup.tar: it takes 0\.\d MB, and .* MB are free on the disk of {tmp_path};"
    ):
        save(home.settings, home.db, tmp_path / "backup.tar")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_what_a_killed_backup_leaves_looks_like_no_backup_and_the_homes_next_one_removes_it(home: Home, tmp_path):
    (tmp_path / "class.tar.mine.partial").write_text("precious")
    (tmp_path / ".model-builder-0123456789abcdef.partial").write_text("another home's")
    home.db.dispose()
    child = os.fork()
    if child == 0:
        os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
        save(home.settings, home.db, tmp_path / "monday.tar")
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    left = set(os.listdir(tmp_path)) - {"lived in", "class.tar.mine.partial", ".model-builder-0123456789abcdef.partial"}
    assert len(left) == 1 and not fnmatch.filter(left, "*.tar*")
    save(home.settings, home.db, tmp_path / "tuesday.tar")
    assert set(os.listdir(tmp_path)) == {
        "lived in", "class.tar.mine.partial", ".model-builder-0123456789abcdef.partial", "tuesday.tar",
    }  # fmt: skip


def test_every_table_is_said_to_be_in_backups_or_not():
    assert sorted(table.name for table in (*IN_BACKUPS, *LEFT_OUT)) == sorted(metadata.tables)


def test_a_database_that_could_not_be_restored_is_not_backed_up(home: Home, tmp_path):
    with writing(home.db) as connection:
        connection.exec_driver_sql("CREATE VIEW for_a_report AS SELECT name FROM runs")
    with pytest.raises(BackupError, match="has the view for_a_report, which Model Builder did not make"):
        save(home.settings, home.db, tmp_path / "backup.tar")
    with writing(home.db) as connection:
        connection.exec_driver_sql("DROP VIEW for_a_report")
        connection.exec_driver_sql("ANALYZE")
    save(home.settings, home.db, tmp_path / "backup.tar")


def test_a_damaged_database_is_not_backed_up(home: Home, tmp_path):
    file = home.settings.home / "model-builder.sqlite3"
    data = bytearray(file.read_bytes())
    data[3 * 4096 : -4096] = os.urandom(len(data) - 4 * 4096)
    home.db.dispose()
    file.write_bytes(data)
    with pytest.raises(Exception, match=r"damaged|cannot be") as raised:
        save(home.settings, home.db, tmp_path / "backup.tar")
    assert "Traceback" not in str(raised.value) and not (tmp_path / "backup.tar").exists()


def test_a_second_backup_at_the_same_time_is_refused(home: Home, tmp_path, monkeypatch):
    def take(*given: object) -> snapshot.Snapshot:
        with pytest.raises(BackupError, match="Another backup"):
            save(home.settings, home.db, tmp_path / "second.tar")
        return snapshot.take_snapshot(*given)

    monkeypatch.setattr("builder.store.backup.save.take_snapshot", take)
    save(home.settings, home.db, tmp_path / "first.tar")
    assert (tmp_path / "first.tar").exists() and not (tmp_path / "second.tar").exists()


def test_a_backup_changes_no_run(home: Home, tmp_path):
    before = records.list_runs(home.db)
    save(home.settings, home.db, tmp_path / "backup.tar")
    assert records.list_runs(home.db) == before


def test_postgresql_is_referred_to_its_own_backup(settings: Settings, db, tmp_path):
    if db.dialect.name != "postgresql":
        save(settings, db, tmp_path / "backup.tar")
        return
    with pytest.raises(BackupError, match="pg_dump"):
        save(settings, db, tmp_path / "backup.tar")
