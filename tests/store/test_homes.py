"""Homes on one database: who is who, what belongs to whom, and what is removed where."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from builder.design.experiment import Experiment
from builder.progress.epoch import Progress
from builder.progress.told import Told
from builder.settings import Settings
from builder.store import tasks
from builder.store.artifacts import artifacts_of
from builder.store.errors import LostRunError, StoreError
from builder.store.homes import identity
from builder.store.homes.belonging import settle
from builder.store.homes.elsewhere import belongs_elsewhere, files_are_elsewhere, where, why_no_files
from builder.store.homes.identity import home_of
from builder.store.homes.sweep import sweep
from builder.store.runs import attempts, lifecycle, owners, queue
from builder.store.runs.records import get_run
from builder.store.schema.database import open_database, writing

OWNER = "a" * 64


@pytest.fixture
def first(tmp_path, database_url) -> Settings:
    return home_at(tmp_path / "first", database_url)


@pytest.fixture
def second(tmp_path, database_url) -> Settings:
    return home_at(tmp_path / "second", database_url)


def home_at(path, database_url) -> Settings:
    path.mkdir()
    return Settings(home=path, database_url=database_url)


def copied(settings: Settings, name: str) -> Settings:
    """A copy as `cp -a` makes it, of times and rights too."""
    copy = settings.home.with_name(name)
    shutil.copytree(settings.home, copy)
    return Settings(home=copy, database_url=settings.database_url.replace(str(settings.home), str(copy)))


def submitted(db, settings: Settings | None, name="a run") -> str:
    home = None if settings is None else home_of(settings)
    return lifecycle.submit(db, Experiment(name=name), OWNER, home=home).id


def started(db, settings: Settings) -> tuple[str, str]:
    id = submitted(db, settings)
    run, token = lifecycle.claim_next(db, home_of(settings), parallel=9)
    assert run.id == id
    return id, token


def leave_files(settings: Settings, id: str) -> None:
    checkpoint = artifacts_of(settings).checkpoint(id)
    checkpoint.mkdir(parents=True)
    (checkpoint / "state").write_bytes(b"what it takes to go on")


def test_a_home_keeps_its_identity_when_it_is_renamed(first):
    id = home_of(first)
    assert home_of(first) == id
    renamed = first.home.rename(first.home.with_name("renamed"))
    assert home_of(first.model_copy(update={"home": renamed})) == id


def test_a_copied_home_becomes_another_and_the_original_stays_the_one_that_it_was(first):
    id = home_of(first)
    copy = copied(first, "copy")
    again = home_of(copy)
    assert again != id
    assert (home_of(copy), home_of(first)) == (again, id)


def test_a_copy_that_happens_to_get_the_same_inode_on_another_machines_disk_is_noticed(first):
    file = first.home / identity.FILE
    id = home_of(first)
    told = json.loads(file.read_text()) | {"volume": 1, "machine": "another"}
    file.write_text(json.dumps(told))
    assert home_of(first) != id


@pytest.mark.parametrize("moved", [{"volume": 1}, {"machine": "another"}], ids=["renumbered", "another container"])
def test_a_file_system_with_a_new_number_or_a_container_with_a_new_name_is_the_same_home(first, moved):
    file = first.home / identity.FILE
    id = home_of(first)
    file.write_text(json.dumps(json.loads(file.read_text()) | moved))
    assert home_of(first) == id


def test_many_processes_that_ask_a_new_home_at_once_get_one_answer(first):
    code = "from builder.settings import load_settings; from builder.store.homes.identity import home_of\n"
    command = [sys.executable, "-c", f"{code}print(home_of(load_settings()))"]
    environment = {**os.environ, "BUILDER_HOME": str(first.home), "BUILDER_DATABASE_URL": first.database_url}
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda _: subprocess.check_output(command, env=environment), range(4))
    assert {answer.decode().strip() for answer in answers} == {home_of(first)}


def test_a_damaged_identity_is_replaced_and_one_that_cannot_be_written_is_said_in_a_sentence(first, monkeypatch):
    (first.home / identity.FILE).write_bytes(b"\x00{")
    assert len(home_of(first)) == 8
    (first.home / identity.FILE).unlink()
    (first.home / identity.FILE).mkdir()
    with pytest.raises(StoreError, match="identity in .* cannot be read or written"):
        home_of(first)


def test_an_identity_that_vanishes_is_written_again_and_another_folder_in_the_homes_place_gets_its_own(first):
    id = home_of(first)
    (first.home / identity.FILE).unlink()
    assert home_of(first) == id and json.loads((first.home / identity.FILE).read_text())["id"] == id
    moved = first.home.rename(first.home.with_name("moved away"))
    first.home.mkdir()
    assert home_of(first) != id
    assert home_of(first.model_copy(update={"home": moved})) == id


def test_each_home_claims_its_own_runs_and_counts_its_own(db, first, second):
    mine, theirs, more = submitted(db, first), submitted(db, second), submitted(db, first)
    assert [queue.queue_position(db, id) for id in (mine, theirs, more)] == [1, 1, 2]
    assert lifecycle.claim_next(db, home_of(second))[0].id == theirs
    assert lifecycle.claim_next(db, home_of(second)) is None
    assert lifecycle.claim_next(db, home_of(first))[0].id == mine
    assert lifecycle.claim_next(db, home_of(first)) is None
    assert not queue.has_queued(db, home_of(second)) and queue.has_queued(db, home_of(first))
    assert [attempt.run_id for attempt in attempts.running_attempts(db, home_of(second))] == [theirs]


def test_a_run_that_belongs_to_none_and_has_left_no_files_is_claimed_by_whichever_home_is_first(db, first, second):
    id = submitted(db, None)
    assert lifecycle.claim_next(db, home_of(second))[0].home == home_of(second)
    assert get_run(db, id).home == home_of(second) and lifecycle.claim_next(db, home_of(first)) is None


def test_a_task_is_answered_and_given_up_by_its_own_home_alone(db, first, second):
    here, there = home_of(first), home_of(second)
    download = tasks.submit_task(db, "download", once=True, home=here)
    assert tasks.submit_task(db, "download", once=True, home=there).id != download.id
    assert tasks.latest_task(db, "download", here).id == download.id
    assert tasks.claim_task(db, ["download"], here)[0].id == download.id
    assert tasks.claim_task(db, ["download"], here) is None
    assert tasks.waiting_kinds(db, there) == {"download"}
    assert tasks.abandon_tasks(db, ["download"], Told(text="It died."), there) == 0
    assert tasks.get_task(db, download.id).state == "working"


def test_runs_of_before_become_those_of_the_home_that_has_their_files_once(db, first, second):
    id, token = started_without_home(db)
    settle(first, db)
    assert get_run(db, id).home is None
    leave_files(second, id)
    settle(second, db)
    assert get_run(db, id).home == home_of(second)
    leave_files(first, id)
    settle(first, db)
    assert get_run(db, id).home == home_of(second)
    attempts.report_progress(db, id, token, Progress(phase="training"))  # its worker goes on


def started_without_home(db) -> tuple[str, str]:
    id = submitted(db, None)
    run, token = lifecycle.claim_next(db, parallel=9)
    assert run.id == id
    return id, token


def test_runs_that_are_said_to_be_nobodys_are_taken_over_again(db, first, second):
    """As docs say for a PostgreSQL that was restored together with copied homes."""
    id, _ = started(db, first)
    leave_files(second, id)
    with writing(db) as connection:
        connection.exec_driver_sql("UPDATE runs SET home = NULL")
    settle(second, db)
    assert get_run(db, id).home == home_of(second)


def test_a_copy_beside_its_original_takes_over_nothing(db, first):
    id, token = started(db, first)
    leave_files(first, id)
    copy = copied(first, "copy")
    settle(copy, db)
    assert get_run(db, id).home == home_of(first)
    attempts.report_progress(db, id, token, Progress(phase="training"))


@pytest.fixture
def within(tmp_path, empty_database):
    """A home with its database within, as by default, and the database."""
    home = home_at(tmp_path / "original", f"sqlite:///{(tmp_path / 'original' / 'runs.sqlite').as_posix()}")
    shutil.copyfile(empty_database, home.home / "runs.sqlite")
    return home


@pytest.mark.parametrize("keeps_its_identity", [True, False], ids=["copied", "restored without its identity"])
def test_a_home_that_is_copied_with_its_database_goes_on_with_all_that_was_the_originals(
    within, second, keeps_its_identity
):
    db = open_database(within)
    settle(within, db)
    second = second.model_copy(update={"database_url": within.database_url})
    settle(second, db)
    running, token = started(db, within)
    attempts.record_worker(db, running, token, "a worker of the original")
    waiting, theirs = submitted(db, within), submitted(db, second)
    db.dispose()

    copy = copied(within, "copy")
    if not keeps_its_identity:
        (copy.home / identity.FILE).unlink()
    db = open_database(copy)
    assert belongs_elsewhere(copy, get_run(db, running))
    for _ in range(2):
        settle(copy, db)
    owners_now = [get_run(db, id).home for id in (running, waiting, theirs)]
    assert owners_now == [home_of(copy), home_of(copy), home_of(second)]
    (attempt,) = attempts.running_attempts(db, home_of(copy))
    assert attempt.worker is None and attempt.token != token and get_run(db, running).restarts == 0
    db.dispose()


def test_files_are_said_to_be_on_the_other_machine_where_they_are(db, first, second, monkeypatch):
    id, token = started(db, second)
    monkeypatch.setattr(identity.platform, "node", lambda: "lab-2")
    settle(second, db)
    monkeypatch.undo()
    run = get_run(db, id)
    assert where(db, run) == "on another computer (lab-2)"
    assert files_are_elsewhere(first, run) and not files_are_elsewhere(second, run)
    assert "“a run” was trained on another computer (lab-2), and its files are there" in why_no_files(first, db, run)
    assert why_no_files(second, db, run) is None
    lifecycle.mark_stopped(db, id, token, end_reason=None, seconds=1.0)
    leave_files(first, id)  # as in a copy of that home
    assert not files_are_elsewhere(first, get_run(db, id))


@pytest.mark.parametrize("name", ["", "a" * 90], ids=["without a name", "with a long name"])
def test_another_home_of_a_machine_is_said_to_be_on_this_computer(db, second, monkeypatch, name):
    monkeypatch.setattr(identity.platform, "node", lambda: name)
    id, _ = started(db, second)
    settle(second, db)
    assert where(db, get_run(db, id)) == "in another home folder of this computer"


def test_the_files_of_a_run_that_was_deleted_elsewhere_are_removed_at_home(db, first, second):
    deleted, kept = submitted(db, second), submitted(db, second)
    for id in (deleted, kept):
        leave_files(second, id)
        owners.request_stop(db, id, OWNER)
    owners.delete(db, deleted, OWNER, home_of(first))
    assert sweep(first, db) == 0 and artifacts_of(second).has(deleted)
    sweep(second, db)
    assert not artifacts_of(second).has(deleted) and artifacts_of(second).has(kept)
    assert not artifacts_of(second).with_checkpoint()  # nor is there one of a run that was stopped elsewhere
    assert sweep(second, db) == 0


def test_the_files_of_runs_that_the_database_does_not_know_are_left_alone(db, first):
    """Another database, say by a slip in its address, costs no file."""
    leave_files(first, "unknwn22")
    sweep(first, db)
    assert artifacts_of(first).has("unknwn22")


def test_an_unreported_run_is_stopped_unless_it_is_reported_on(db, second):
    id, token = started(db, second)
    attempts.report_progress(db, id, token, Progress(phase="training", updated_at=1000.0))
    assert not lifecycle.stop_unreported(db, id, 999.0, None) and get_run(db, id).state == "running"
    assert lifecycle.stop_unreported(db, id, 1000.0, None) and get_run(db, id).state == "stopped"
    with pytest.raises(LostRunError):
        attempts.report_progress(db, id, token, Progress(phase="training"))
