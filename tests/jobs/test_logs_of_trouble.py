"""What the processes' logs say of a database that cannot be used: a sentence, once, and never a traceback."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from builder import jobs
from builder.jobs.executor.local import processes, standby
from builder.jobs.executor.local.exit_codes import NO_STORE, STORE_AWAY
from builder.settings import Settings
from builder.store.runs import records
from builder.store.runs.curves import epochs_of
from tests import postgresql
from tests.jobs.watching import (
    OWNER,
    processes_of,
    read_log,
    small,
    wait_for_end,
    wait_for_epoch,
    wait_until,
    worker_of,
)
from tests.patience import HANG_SECONDS

BEGINS, ENDS = "tried again until it works", "It works again"
LOGS = ("supervisor", "worker", "inference", "download")


def something_else(home: Path) -> tuple[str, str]:
    (home / "runs.sqlite").write_text("This is no database." * 100, encoding="utf-8")
    return f"sqlite:///{home / 'runs.sqlite'}", "The database file cannot be read"


def in_no_folder(home: Path) -> tuple[str, str]:
    return f"sqlite:///{home / 'nowhere' / 'runs.sqlite'}", "The database file cannot be opened"


def of_another_kind(home: Path) -> tuple[str, str]:
    return "mysql://me@127.0.0.1/runs", "BUILDER_DATABASE_URL starts with 'mysql'"


def on_no_server(home: Path) -> tuple[str, str]:
    return "postgresql+psycopg://me@127.0.0.1:1/runs", "The database server cannot be reached"


def start_each(settings: Settings) -> dict[str, "subprocess.Popen[bytes]"]:
    """One process of each kind; the workers as for a run, and to stand by."""
    token = {standby.TOKEN_VARIABLE: "token"}
    return {
        "supervisor": processes.start(settings, "supervisor"),
        "worker": processes.start(settings, "worker", "abcd1234", extra=token),
        "standby": processes.start(settings, "worker", standby.ARGUMENT, stdin=subprocess.PIPE),
        "inference": processes.start(settings, "inference"),
        "download": processes.start(settings, "download"),
    }


@pytest.mark.parametrize("database", [something_else, in_no_folder, of_another_kind, on_no_server])
def test_a_process_without_a_database_says_so_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Callable[[Path], tuple[str, str]]
):
    monkeypatch.setenv("BUILDER_PATIENCE_SECONDS", "0")
    url, sentence = database(settings.home)
    started = start_each(settings.model_copy(update={"database_url": url}))
    if database is on_no_server:
        wait_until(lambda: sentence in read_log(settings, "supervisor"))
        started.pop("supervisor")  # it waits for the server's return, for whoever has submitted work
    expected = {of_another_kind: 1, in_no_folder: STORE_AWAY}.get(database, NO_STORE)
    assert {name: process.wait(HANG_SECONDS) for name, process in started.items()} == dict.fromkeys(started, expected)
    for name in LOGS:
        log = read_log(settings, name)
        assert sentence in log and "Traceback" not in log, name


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_postgresql_server_that_is_away_for_a_while_is_two_lines_in_each_log_and_costs_a_run_nothing(
    settings, db, postgresql_server: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BUILDER_IDLE_SECONDS", "1")  # shorter than the server is away
    run = jobs.submit_run(settings, db, small(epochs=1_000), OWNER)
    wait_for_epoch(db, run)
    processes.start(settings, "inference")
    wait_until(lambda: processes_of(settings, "inference"))
    worker, (supervisor,) = worker_of(db, run), processes_of(settings, "supervisor")
    name = make_url(settings.database_url).database
    postgresql.execute(postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    others = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    postgresql.execute(postgresql_server, others)
    for kind in ("supervisor", "worker", "inference"):
        wait_until(lambda kind=kind: BEGINS in read_log(settings, kind))
    time.sleep(8)  # many tries
    postgresql.execute(postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    for kind in ("supervisor", "worker", "inference"):
        wait_until(lambda kind=kind: ENDS in read_log(settings, kind))
        log = read_log(settings, kind)
        assert (log.count(BEGINS), log.count(ENDS), log.count("Traceback")) == (1, 1, 0), log
    assert worker.is_running() and supervisor.is_running() and worker_of(db, run).pid == worker.pid
    known = records.get_run(db, run.id).epochs
    wait_for_epoch(db, run, known + 1)
    jobs.stop_run(settings, db, run.id, OWNER)
    ended = wait_for_end(db, run)
    assert (ended.state, ended.restarts, ended.error) == ("stopped", 0, None)
    assert [epoch.epoch for epoch in epochs_of(db, run.id)] == list(range(1, ended.epochs + 1))
