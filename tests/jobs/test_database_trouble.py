"""Runs whose database or disk fails them: they wait or go on later, lose nothing, and harm nothing else."""

import contextlib
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from builder import jobs
from builder.engine.bundle import load_bundle
from builder.jobs.executor.local import processes
from builder.jobs.executor.local.exit_codes import NO_STORE
from builder.jobs.executor.local.standby import TOKEN_VARIABLE
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.errors import StoreError
from builder.store.runs import lifecycle, readings, records
from builder.store.runs.curves import epochs_of
from builder.words.reasons import said
from tests.jobs.watching import (
    OWNER,
    gone,
    in_state,
    processes_of,
    read_log,
    small,
    wait_for_end,
    wait_for_epoch,
    wait_until,
    worker_of,
)
from tests.patience import HANG_SECONDS


def database_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def is_whole(settings: Settings) -> bool:
    """What SQLite itself says of the file, through a connection that is not ours."""
    connection = sqlite3.connect(database_of(settings))
    answer = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return answer == [("ok",)]


@pytest.mark.slow
def test_a_run_waits_for_a_locked_database_and_loses_nothing(settings, db, soon_idle):
    run = jobs.submit_run(settings, db, small(epochs=60), OWNER)
    wait_for_epoch(db, run, 2)
    worker, supervisors = worker_of(db, run), processes_of(settings, "supervisor")
    other = sqlite3.connect(database_of(settings), isolation_level=None, timeout=10)
    other.execute("BEGIN EXCLUSIVE")
    time.sleep(12)  # longer than a connection waits by itself
    assert worker.is_running() and processes_of(settings, "supervisor") == supervisors
    other.execute("ROLLBACK")
    other.close()
    run = wait_for_end(db, run)
    for kind in ("supervisor", "worker"):
        log = read_log(settings, kind)
        assert "Traceback" not in log and log.count("The database is busy") == log.count("It works again") == 1
    assert (run.state, run.epochs, run.restarts, run.error) == ("finished", 60, 0, None)
    assert [epoch.epoch for epoch in epochs_of(db, run.id)] == list(range(1, 61))
    assert len(readings.test_readings(db, run.id)) == 1
    assert is_whole(settings)


@pytest.mark.slow
def test_a_run_waits_for_a_database_that_is_damaged_for_a_while_and_is_neither_restarted_nor_paused(settings, db):
    run = jobs.submit_run(settings, db, small(epochs=60), OWNER)
    wait_for_epoch(db, run, 2)
    file, good, essay = (database_of(settings).with_name(name) for name in (database_of(settings).name, "good", "bad"))
    essay.write_bytes(b"A student's essay about networks. " * 100)
    os.link(file, good)
    os.replace(essay, file)
    # The worker says what it finds first, and nothing else for as long as it tries: a file that is not the one that it
    # has open, or one that it opens anew.
    told = ("The database file cannot be read", "The database file was moved or replaced just now")
    wait_until(lambda: any(one in read_log(settings, "worker") for one in told))
    time.sleep(3)  # several tries
    os.replace(good, file)
    run = wait_for_end(db, run)
    assert (run.state, run.epochs, run.restarts, run.error) == ("finished", 60, 0, None)
    assert [epoch.epoch for epoch in epochs_of(db, run.id)] == list(range(1, 61))
    assert "Traceback" not in read_log(settings, "worker") and is_whole(settings)


@pytest.mark.slow
def test_a_home_or_a_database_that_is_away_for_a_while_again_and_again_is_waited_for_by_the_same_worker(settings, db):
    """A home does not come back empty, either. Nobody looks at the run meanwhile, as a page or a command would."""
    run = jobs.submit_run(settings, db, small(epochs=10_000), OWNER)
    wait_for_epoch(db, run, 2)
    worker, supervisors = worker_of(db, run), processes_of(settings, "supervisor")
    home, file, away = settings.home, database_of(settings), settings.home.with_name("away")

    def works_again(times: int) -> bool:
        return all(read_log(settings, kind).count("It works again") == times for kind in ("supervisor", "worker"))

    for times in (1, 2):
        home.rename(away)
        for kind in ("supervisor", "worker"):
            log = away / "logs" / f"{kind}.log"
            wait_until(lambda log=log, times=times: log.read_text().count("tried again until it works") == times)
        time.sleep(1)  # several tries
        assert not home.exists()
        away.rename(home)
        wait_until(lambda times=times: works_again(times))
        wait_for_epoch(db, run, records.get_run(db, run.id).epochs + 2)

    file.rename(away)
    wait_until(lambda: is_a_folder_now(file))
    wait_until(lambda: "there is a folder in its place" in read_log(settings, "worker"))
    time.sleep(1)
    file.rmdir()
    away.rename(file)
    wait_until(lambda: works_again(3))
    wait_for_epoch(db, run, records.get_run(db, run.id).epochs + 2)

    assert worker_of(db, run) == worker and processes_of(settings, "supervisor") == supervisors
    jobs.stop_run(settings, db, run.id, OWNER)
    run = wait_for_end(db, run)
    assert (run.state, run.restarts, run.error) == ("stopped", 0, None)
    assert [epoch.epoch for epoch in epochs_of(db, run.id)] == list(range(1, run.epochs + 1))
    assert "Traceback" not in read_log(settings, "worker") + read_log(settings, "supervisor")
    load_bundle(artifacts_of(settings).folder(run.id))


def is_a_folder_now(file: Path) -> bool:
    """Whether the place could be taken by a folder; a process may have made a new file there before."""
    file.unlink(missing_ok=True)
    with contextlib.suppress(FileExistsError):
        file.mkdir()
    return file.is_dir()


@pytest.mark.slow
def test_a_run_outlives_a_database_that_stays_locked_for_longer_than_anybody_waits(settings, db, monkeypatch):
    """Its worker gives up; another goes on once the store is free, and after a second time the run waits, paused."""
    monkeypatch.setenv("BUILDER_PATIENCE_SECONDS", "1")
    design = small(epochs=150)
    run = jobs.submit_run(settings, db, design, OWNER)
    for restarts in (0, 1):
        wait_until(lambda restarts=restarts: records.get_run(db, run.id).restarts == restarts)
        wait_for_epoch(db, run, records.get_run(db, run.id).epochs + 2)
        worker = worker_of(db, run)
        other = sqlite3.connect(database_of(settings), isolation_level=None, timeout=10)
        other.execute("BEGIN EXCLUSIVE")
        assert gone(worker)
        other.execute("ROLLBACK")
        other.close()
    paused = wait_until(lambda: in_state(db, run, "paused"))
    assert (paused.restarts, paused.error) == (1, None) and "keeps it locked" in said(paused.end_reason)
    jobs.resume_run(settings, db, run.id, OWNER)
    run = wait_for_end(db, run)
    assert (run.state, run.epochs, run.restarts) == ("finished", 150, 1)
    whole = wait_for_end(db, jobs.submit_run(settings, db, design, OWNER))
    weights = [(artifacts_of(settings).folder(one.id) / "weights.safetensors").read_bytes() for one in (run, whole)]
    assert weights[0] == weights[1]
    assert is_whole(settings)


@pytest.mark.slow
def test_a_worker_that_may_only_read_the_database_says_so_and_its_run_is_trained_once_it_may_write(settings, db):
    run = lifecycle.submit(db, small(), OWNER)
    _, token = lifecycle.claim_next(db)
    before = database_of(settings).read_bytes()
    url = f"sqlite:///file:{database_of(settings).as_posix()}?mode=ro&uri=true"
    locked_away = settings.model_copy(update={"database_url": url})
    worker = processes.start(locked_away, "worker", run.id, extra={TOKEN_VARIABLE: token})
    assert worker.wait(HANG_SECONDS) == NO_STORE
    log = read_log(settings, "worker")
    assert "The database can only be read" in log and "Traceback" not in log
    assert database_of(settings).read_bytes() == before

    jobs.ensure_supervisor(settings)
    run = wait_for_end(db, run)
    assert (run.state, run.restarts) == ("finished", 0)


@contextmanager
def only_read(folder: Path) -> Iterator[None]:
    """A disk that has turned read-only, as Linux makes it after an error; what is open already stays so."""
    if os.name != "posix" or subprocess.run(["mount", "--bind", folder, folder], capture_output=True).returncode:
        pytest.skip("only root can mount a folder read-only, and not in every container")
    try:
        # Refused while a file is being written there, which may be at any moment.
        command = ["mount", "-o", "remount,bind,ro", folder]
        wait_until(lambda: subprocess.run(command, capture_output=True).returncode == 0)
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.slow
def test_a_run_whose_disk_turns_read_only_goes_on_from_its_last_checkpoint_once_it_can_be_written(settings, db):
    design = small(epochs=60, learning_rate=0.01)
    whole = wait_for_end(db, jobs.submit_run(settings, db, design, OWNER))
    run = jobs.submit_run(settings, db, design, OWNER)
    wait_for_epoch(db, run, 2)
    worker = worker_of(db, run)
    known = epochs_of(db, run.id)
    with only_read(settings.home):
        assert gone(worker)
        time.sleep(2)  # rounds of the supervisor, who can do nothing
        # A write that this moment cut in two is undone by the next one who may write; until then nobody can read.
        with contextlib.suppress(StoreError):
            assert epochs_of(db, run.id)[: len(known)] == known
    run = wait_for_end(db, run)
    assert (run.state, run.restarts, run.epochs, run.error) == ("finished", 1, 60, None)
    assert epochs_of(db, run.id)[: len(known)] == known
    weights = [(artifacts_of(settings).folder(one.id) / "weights.safetensors").read_bytes() for one in (run, whole)]
    assert weights[0] == weights[1]
    assert is_whole(settings)
