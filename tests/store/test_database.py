"""Opening the database: made or migrated where needed, quick where not, and a sentence where it cannot be."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, inspect, text, update

from builder.settings import Settings
from builder.store.errors import StoreAwayError, StoreBusyError, StoreError
from builder.store.runs.records import list_runs
from builder.store.schema import database, engines, tables
from builder.store.schema.database import check_writing, file_change, open_database, reading, writing
from builder.store.schema.tables import guards
from builder.store.schema.upgrade import SCHEMA
from tests.patience import HANG_SECONDS

ROOT = Path(__file__).parents[2]


def file_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def opened_and_closed(settings: Settings) -> None:
    open_database(settings).dispose()


def shape(url: str) -> dict[str, object]:
    """Every table's columns, keys, indexes and checks, as the database itself tells them."""
    engine = create_engine(url)
    found = inspect(engine)
    described: dict[str, object] = {}
    for table in sorted(set(found.get_table_names()) - {"alembic_version"}):
        columns = [
            (column["name"], str(column["type"]), column["nullable"], column["default"])
            for column in found.get_columns(table)
        ]
        keys = (found.get_pk_constraint(table), found.get_foreign_keys(table))
        unique = sorted(found.get_unique_constraints(table), key=lambda constraint: constraint["name"])
        checks = sorted(found.get_check_constraints(table), key=lambda constraint: constraint["name"])
        indexes = sorted(found.get_indexes(table), key=lambda index: index["name"])
        described[table] = (columns, keys, unique, checks, indexes)
    engine.dispose()
    return described


def test_a_migrated_database_is_the_one_that_the_tables_describe(settings: Settings, tmp_path: Path):
    opened_and_closed(settings)
    described = f"sqlite:///{(tmp_path / 'described.sqlite').as_posix()}"
    engine = create_engine(described)
    tables.metadata.create_all(engine)
    engine.dispose()
    assert shape(settings.database_url) == shape(described)


def test_the_schema_named_in_the_code_is_the_last_migration():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA]


def test_opening_again_keeps_what_is_there_and_asks_few_things_of_the_database(settings: Settings):
    """benchmarks/parts.py has the milliseconds."""
    opened_and_closed(settings)
    with sqlite3.connect(file_of(settings)) as connection:
        connection.execute("INSERT INTO visitors VALUES ('o', 'Ada', 1.0)")
    connection.close()
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        opened_and_closed(settings)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(asked) < 10
    db = open_database(settings)
    with reading(db) as connection:
        assert connection.execute(text("SELECT nickname FROM visitors")).scalar() == "Ada"
    db.dispose()


def test_opening_prints_nothing_and_a_current_database_needs_neither_alembic_nor_numpy(settings: Settings):
    code = (
        "import sys\n"
        "from builder.settings import load_settings\n"
        "from builder.store import artifacts, tasks, visitors\n"
        "from builder.store.runs import lifecycle\n"
        "from builder.store.schema.database import open_database\n"
        "open_database(load_settings())\n"
        "heavy = {'alembic', 'numpy', 'pandas', 'sklearn', 'keras', 'tensorflow', 'streamlit'}\n"
        "sys.exit(3 if heavy & set(sys.modules) else 0)\n"
    )
    environment = {"BUILDER_HOME": str(settings.home), "BUILDER_DATABASE_URL": settings.database_url}
    results = [run_python(code, environment) for _ in range(2)]
    assert [(result.stdout, result.stderr) for result in results] == [("", "")] * 2
    assert [result.returncode for result in results] == [3, 0]  # the first migrates, and so loads alembic


def run_python(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )


def test_a_file_that_is_no_database_is_named_as_such(settings: Settings):
    file_of(settings).write_bytes(b"A student's essay about networks. " * 100)
    with pytest.raises(StoreError, match="cannot be read .*not a database.*Move it away"):
        open_database(settings)


def test_a_folder_in_the_place_of_the_database_is_told(settings: Settings):
    file_of(settings).mkdir()
    with pytest.raises(StoreError, match="cannot be opened .*a file in a folder"):
        open_database(settings)


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo if hasattr(os, "mkfifo") else Path.mkdir])
def test_what_takes_the_files_place_for_a_while_is_waited_for_as_a_file_that_is_away(settings: Settings, put):
    db, file = open_database(settings), file_of(settings)
    away = file.with_name("away")
    file.rename(away)
    put(file)
    with pytest.raises(StoreAwayError) as told, reading(db):
        pass
    assert str(file) in str(told.value) and str(file) not in told.value.discreet
    file.rmdir() if file.is_dir() else file.unlink()
    away.rename(file)
    check_writing(db)
    assert file_change(db) is None
    db.dispose()


def test_a_file_that_is_moved_away_within_a_transaction_is_a_trouble_that_passes(settings: Settings):
    """SQLite cannot make its journal then, and says that it is unable to open the database."""
    db, away = open_database(settings), settings.home.with_name("moved")
    with pytest.raises(StoreBusyError, match="moved or replaced just now"), writing(db) as connection:
        settings.home.rename(away)
        connection.execute(update(guards).values(name=guards.c.name))
    away.rename(settings.home)
    check_writing(db)
    db.dispose()


def test_the_database_of_a_newer_version_is_left_alone(settings: Settings):
    opened_and_closed(settings)
    with sqlite3.connect(file_of(settings)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = file_of(settings).read_bytes()
    with pytest.raises(StoreError, match="newer Model Builder.*9999.*update Model Builder"):
        open_database(settings)
    assert file_of(settings).read_bytes() == before


def test_a_locked_database_is_busy_when_opened_and_when_written_but_can_be_read(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    db = open_database(settings)
    other = sqlite3.connect(file_of(settings), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusyError, match="busy.*try again"):
        open_database(settings)
    with pytest.raises(StoreBusyError), writing(db):
        pass
    assert list_runs(db) == ()
    other.execute("ROLLBACK")
    other.close()
    with writing(db):
        pass
    db.dispose()


def test_a_database_that_can_only_be_read_is_told_when_it_is_opened(settings: Settings):
    opened_and_closed(settings)
    url = f"sqlite:///file:{file_of(settings).as_posix()}?mode=ro&uri=true"
    with pytest.raises(StoreError, match="can only be read.*permissions"):
        open_database(settings.model_copy(update={"database_url": url}))


@pytest.mark.parametrize("url", ["not an address", "oracle+nothing://x/y"])
def test_an_address_that_leads_nowhere_is_told_without_a_traceback(settings: Settings, url: str):
    with pytest.raises(StoreError, match="BUILDER_DATABASE_URL") as error:
        open_database(settings.model_copy(update={"database_url": url}))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("safe", "mode"), [(True, "wal"), (False, "delete")])
def test_wal_is_used_only_where_this_sqlite_is_safe_with_it(settings: Settings, monkeypatch, safe: bool, mode: str):
    monkeypatch.setattr(database, "WAL_IS_SAFE", safe)
    opened_and_closed(settings)
    assert journal_of(settings) == mode


def test_an_older_sqlite_leaves_the_wal_of_a_newer_one(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database, "WAL_IS_SAFE", True)
    opened_and_closed(settings)
    monkeypatch.setattr(database, "WAL_IS_SAFE", False)
    opened_and_closed(settings)
    assert journal_of(settings) == "delete"


def journal_of(settings: Settings) -> str:
    connection = sqlite3.connect(file_of(settings))
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.close()
    return mode


def test_a_write_that_fails_half_way_changes_nothing(settings: Settings):
    db = open_database(settings)
    with pytest.raises(RuntimeError, match="half way"), writing(db) as connection:
        connection.execute(text("INSERT INTO visitors VALUES ('o', 'Ada', 1.0)"))
        raise RuntimeError("half way")
    with reading(db) as connection:
        assert connection.execute(text("SELECT count(*) FROM visitors")).scalar() == 0
    db.dispose()


def test_making_a_database_is_no_news_in_the_log_of_a_process(tmp_path: Path):
    """Alembic tells of its plugins already while it is imported."""
    code = (
        "from builder.settings import load_settings; from builder.words.log_lines import log_to_stderr; "
        "from builder.store.schema.database import open_database; log_to_stderr(); open_database(load_settings())"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment | {"BUILDER_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=HANG_SECONDS,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
