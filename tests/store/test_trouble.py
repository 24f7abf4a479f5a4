"""A disk that is full, a database that is locked or can only be read: a clear sentence, and nothing else is harmed."""

import sqlite3
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch, Progress
from builder.progress.told import Told
from builder.settings import Settings
from builder.store.errors import DatabaseTroubleError, StoreBusyError, StoreDamagedError, StoreError, StoreFullError
from builder.store.runs import attempts, lifecycle, owners
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import get_run, list_runs
from builder.store.schema import database, engines
from builder.store.schema.database import open_database, reading, writing
from tests import postgresql
from tests.patience import HANG_SECONDS
from tests.small_disk import disk_of

resource = pytest.importorskip("resource", reason="Windows limits no file's size")

OWNER = "a" * 64


def file_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def is_whole(settings: Settings) -> bool:
    """What SQLite itself says of the file, through a connection that is not ours."""
    connection = sqlite3.connect(file_of(settings))
    answer = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return answer == [("ok",)]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process grows past `size` bytes; Python ignores the signal, so writing fails instead."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def an_epoch(number: int) -> Epoch:
    return Epoch(epoch=number, loss=1.0, accuracy=0.5, val_loss=1.0, val_accuracy=0.5, seconds=1.0)


def record(db, id: str, token: str, number: int) -> None:
    attempts.record_epoch(
        db, id, token, an_epoch(number), best_epoch=1, kept_epoch=number, validation_accuracy=0.5, seconds=1.0 * number
    )


def test_a_full_disk_loses_what_was_being_written_and_nothing_that_was(settings: Settings):
    db = open_database(settings)
    lifecycle.submit(db, Experiment(name="before"), OWNER)
    run, token = lifecycle.claim_next(db)
    for number in range(1, 4):
        record(db, run.id, token, number)
    known = (get_run(db, run.id), epochs_of(db, run.id))
    written = 3
    with files_of_at_most(file_of(settings).stat().st_size), pytest.raises(StoreFullError, match="free some space"):
        for written in range(4, 2000):
            record(db, run.id, token, written)
    assert 4 < written < 2000
    run = get_run(db, run.id)
    assert [epoch.epoch for epoch in epochs_of(db, run.id)] == list(range(1, written))
    assert (run.epochs, run.kept_epoch, known[0].id, len(known[1])) == (written - 1, written - 1, run.id, 3)
    assert is_whole(settings)
    record(db, run.id, token, written)  # there is room again
    lifecycle.finish(db, run.id, token, end_reason=Told(text="done"), seconds=1.0)
    assert get_run(db, run.id).epochs == written
    db.dispose()


def test_a_disk_that_is_full_for_a_new_run_says_so_and_the_others_are_readable(settings: Settings):
    db = open_database(settings)
    lifecycle.submit(db, Experiment(name="before"), OWNER)
    with files_of_at_most(1024), pytest.raises(StoreFullError, match="no more room"):
        lifecycle.submit(db, Experiment(name="too many"), OWNER)
    assert [run.name for run in list_runs(db)] == ["before"]
    with files_of_at_most(1024):
        assert [run.name for run in list_runs(db)] == ["before"]
    assert is_whole(settings)
    db.dispose()


def test_a_new_home_on_a_full_disk_is_told_and_opens_once_there_is_room(settings: Settings):
    with files_of_at_most(4096), pytest.raises(StoreFullError):
        open_database(settings)
    open_database(settings).dispose()
    assert is_whole(settings)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where this system lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with disk_of(disk, "1m"):
        yield disk


def test_a_disk_without_a_free_byte_is_called_full(small_disk: Path):
    settings = Settings(home=small_disk, database_url=f"sqlite:///{small_disk / 'runs.sqlite'}")
    db = open_database(settings)
    lifecycle.submit(db, Experiment(name="before"), OWNER)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(bytes(4096))
    with pytest.raises(StoreFullError, match="The disk is full.*free some space"):
        lifecycle.submit(db, Experiment(name="too many"), OWNER)
    assert [run.name for run in list_runs(db)] == ["before"]
    filler.unlink()
    assert is_whole(settings)
    lifecycle.submit(db, Experiment(name="after"), OWNER)
    assert [run.name for run in list_runs(db)] == ["after", "before"]
    db.dispose()


def test_while_another_program_has_the_whole_database_it_is_busy_and_later_all_is_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    db = open_database(settings)
    id = lifecycle.submit(db, Experiment(name="before"), OWNER).id
    other = sqlite3.connect(file_of(settings), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for what in (
        lambda: open_database(settings),
        lambda: lifecycle.submit(db, Experiment(name="now"), OWNER),
        lambda: lifecycle.claim_next(db),
        lambda: owners.request_stop(db, id, OWNER),
    ):
        with pytest.raises(StoreBusyError, match="busy.*try again in a moment"):
            what()
    if not database.WAL_IS_SAFE:  # with WAL, readers see the state before
        with pytest.raises(StoreBusyError, match="busy"):
            list_runs(db)
    other.execute("ROLLBACK")
    other.close()
    assert [(run.name, run.state) for run in list_runs(db)] == [("before", "queued")]
    assert lifecycle.claim_next(db)[0].id == id
    assert is_whole(settings)
    db.dispose()


def test_a_database_that_can_only_be_read_is_told_at_every_write_and_is_still_read(settings: Settings):
    db = open_database(settings)
    lifecycle.submit(db, Experiment(name="before"), OWNER)
    run, token = lifecycle.claim_next(db)
    before = file_of(settings).read_bytes()
    url = f"sqlite:///file:{file_of(settings).as_posix()}?mode=ro&uri=true"
    with pytest.raises(StoreError, match="can only be read.*permissions"):
        open_database(settings.model_copy(update={"database_url": url}))
    locked_away = engines.engine_of(url)
    for what in (
        lambda: lifecycle.submit(locked_away, Experiment(name="now"), OWNER),
        lambda: attempts.report_progress(locked_away, run.id, token, Progress(phase="training")),
        lambda: record(locked_away, run.id, token, 1),
        lambda: lifecycle.fail(locked_away, run.id, token, Told(text="It failed.")),
    ):
        with pytest.raises(StoreError, match="can only be read.*permissions") as told:
            what()
        assert not isinstance(told.value, StoreBusyError)  # waiting would not help
    assert [(run.name, run.state) for run in list_runs(locked_away)] == [("before", "running")]
    assert file_of(settings).read_bytes() == before
    record(db, run.id, token, 1)
    locked_away.dispose()
    db.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
class TestPostgresql:
    """The same troubles of a PostgreSQL server."""

    def test_a_database_that_can_only_be_read_is_told(self, settings: Settings, postgresql_server: str):
        open_database(settings).dispose()
        name = create_engine(settings.database_url).url.database
        postgresql.execute(postgresql_server, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        with pytest.raises(StoreError, match="can only be read"):
            open_database(settings)

    def test_a_lock_that_does_not_come_is_busy(self, settings: Settings):
        db = open_database(settings)
        with writing(db) as other:
            other.execute(text("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(StoreBusyError, match="try again"), writing(db) as connection:
                connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
                connection.execute(text("SELECT count(*) FROM runs"))
        db.dispose()

    def test_a_connection_that_the_server_ends_is_busy_and_the_next_one_works(
        self, settings: Settings, postgresql_server: str
    ):
        db = open_database(settings)
        with pytest.raises(StoreBusyError, match="busy or out of reach"), reading(db) as connection:
            number = connection.execute(text("SELECT pg_backend_pid()")).scalar()
            postgresql.execute(postgresql_server, f"SELECT pg_terminate_backend({number})")
            connection.execute(text("SELECT 1"))
        assert list_runs(db) == ()
        db.dispose()

    def test_two_transactions_that_wait_for_each_other_are_busy_not_broken(self, settings: Settings):
        db = open_database(settings)
        met = threading.Barrier(2)

        def take(first: int, second: int) -> None:
            with writing(db) as connection:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({first})"))
                met.wait(HANG_SECONDS)
                connection.execute(text(f"SELECT pg_advisory_xact_lock({second})"))

        with ThreadPoolExecutor(2) as pool:
            failed = [waiting.exception() for waiting in (pool.submit(take, 1, 2), pool.submit(take, 2, 1))]
        (told,) = [error for error in failed if error is not None]
        assert isinstance(told, StoreBusyError)
        db.dispose()

    def test_a_database_that_lost_its_tables_is_told_of_in_a_sentence_and_has_them_again_after_a_new_start(
        self, settings: Settings
    ):
        db, name = open_database(settings), make_url(settings.database_url).database
        with writing(db) as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        for use in (lambda: list_runs(db), lambda: lifecycle.submit(db, Experiment(name="now"), OWNER)):
            with pytest.raises(
                DatabaseTroubleError,
                match=rf"database {name} has not the tables of Model Builder.*start the app again",
            ):
                use()
        db.dispose()
        again = open_database(settings)
        assert list_runs(again) == ()
        again.dispose()

    def test_a_server_whose_socket_is_gone_is_away_and_may_come_back(self, settings: Settings, tmp_path: Path):
        url = create_engine(settings.database_url).url.set(host=None, port=None, query={"host": str(tmp_path)})
        address = url.render_as_string(hide_password=False)
        with pytest.raises(StoreBusyError, match="cannot be reached.*check that it runs"):
            open_database(settings.model_copy(update={"database_url": address}))

    def test_an_address_without_a_database_or_a_server_names_the_setting(self, settings: Settings):
        url = create_engine(settings.database_url).url
        for wrong, what in (
            (url.set(database="not_there"), "There is no database not_there on that server.*BUILDER_DATABASE_URL"),
            (url.set(username="nobody_of_this_name"), "no user of that name.*BUILDER_DATABASE_URL"),
            (url.set(host="127.0.0.1", port=1, query={}), "cannot be reached.*check that it runs"),
        ):
            address = wrong.render_as_string(hide_password=False)
            with pytest.raises(StoreError, match=what) as told:
                open_database(settings.model_copy(update={"database_url": address}))
            assert "\n" not in str(told.value)
            # What the server said, with its address and the user's name, is not for pages.
            said = str(told.value)
            assert "FATAL" not in said and ("(" in said) == ("cannot be reached" in said)
            assert told.value.discreet == (
                "The database cannot be used now. Please tell whoever runs this server; the page comes back by itself."
            )


def test_a_sqlite_database_that_lost_its_tables_is_told_of_in_a_sentence(settings: Settings):
    db = open_database(settings)
    with writing(db) as connection:
        connection.exec_driver_sql("DROP TABLE tasks")
    with pytest.raises(DatabaseTroubleError, match="has not the tables of Model Builder"), reading(db) as connection:
        connection.exec_driver_sql("SELECT count(*) FROM tasks")
    db.dispose()


def test_what_sqlite_says_of_a_file_is_for_whoever_runs_the_app_and_not_for_pages(settings: Settings):
    file_of(settings).write_bytes(b"A student's essay about networks. " * 100)
    with pytest.raises(StoreDamagedError, match="file is not a database") as told:
        open_database(settings)
    assert "cannot be read; it is damaged" in told.value.discreet and "not a database" not in told.value.discreet


def test_postgresql_without_its_driver_says_what_to_install(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)  # importing it fails, as where it is not installed
    address = "postgresql+psycopg://me@127.0.0.1/runs"
    with pytest.raises(StoreError, match=r"PostgreSQL.*pip install 'psycopg\[binary\]'"):
        open_database(settings.model_copy(update={"database_url": address}))
