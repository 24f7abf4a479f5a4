"""Several threads and processes use one store at once, and nothing is lost or done twice."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch, Progress
from builder.progress.told import Told
from builder.settings import Settings
from builder.store import tasks, visitors
from builder.store.errors import StoreError
from builder.store.runs import attempts, lifecycle, records
from builder.store.runs.curves import epochs_of
from builder.store.schema.database import open_database
from builder.words import reasons
from tests.patience import HANG_SECONDS

ROOT = Path(__file__).parents[2]
OWNER = "a" * 64

NEW_HOME = """
import sys
from builder.settings import load_settings
from builder.store.runs import attempts, lifecycle
from builder.store import visitors
from builder.store.schema.database import open_database
from builder.design.experiment import Experiment
sys.stdin.readline()
db = open_database(load_settings())
visitors.set_nickname(db, "a" * 64, "Process " + sys.argv[1])
for number in range(5):
    lifecycle.submit(db, Experiment(name=f"{sys.argv[1]}-{number}"), "a" * 64)
"""


def outputs_of(commands: list[list[str]], environment: dict[str, str]) -> list[str]:
    """What the processes print that all begin at the same moment: each waits for a line once it has imported all."""
    processes = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for command in commands
    ]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=HANG_SECONDS)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(commands), said
    return said


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_processes_that_open_a_new_home_at_the_same_moment_all_write_to_it(settings: Settings):
    environment = {**os.environ, "BUILDER_HOME": str(settings.home), "BUILDER_DATABASE_URL": settings.database_url}
    said = outputs_of([[sys.executable, "-c", NEW_HOME, str(number)] for number in range(3)], environment)
    assert said == [""] * 3
    db = open_database(settings)
    names = {run.name for run in records.list_runs(db)}
    assert names == {f"{process}-{number}" for process in range(3) for number in range(5)}
    assert visitors.visitor(db, OWNER).nickname.startswith("Process ")
    db.dispose()


def test_every_queued_run_is_claimed_exactly_once(db: Engine):
    ids = {lifecycle.submit(db, Experiment(), OWNER).id for _ in range(12)}

    def claim_all(_: int) -> list[str]:
        claimed = []
        while (found := lifecycle.claim_next(db, parallel=100)) is not None:
            claimed.append(found[0].id)
        return claimed

    with ThreadPoolExecutor(4) as pool:
        claimed = [id for some in pool.map(claim_all, range(4)) for id in some]
    assert len(claimed) == 12
    assert set(claimed) == ids


CLAIMER = """
import sys, threading
from builder.jobs.retry import patiently
from builder.store.runs import attempts, lifecycle
from builder.store.schema.database import open_database
from builder.store.runs.queue import queue_order
from builder.settings import load_settings
from builder.progress.told import Told
sys.stdin.readline()

def claim_all():
    db = patiently(open_database, load_settings())
    while queue_order(db):
        claimed = patiently(lifecycle.claim_next, db, parallel=3)
        if claimed is not None:
            run, token = claimed
            sys.stdout.write(run.id + "\\n")  # one write: `print` lets another thread in before the line ends
            patiently(lifecycle.finish, db, run.id, token, end_reason=None, seconds=1.0)

threads = [threading.Thread(target=claim_all) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_six_claimers_start_thirty_runs_of_three_owners_once_each_and_in_turn(settings: Settings, db: Engine):
    owners = ["a" * 64] * 10 + ["b" * 64] * 10 + ["c" * 64] * 10
    ids = [lifecycle.submit(db, Experiment(), owner).id for owner in owners]
    environment = {**os.environ, "BUILDER_HOME": str(settings.home), "BUILDER_DATABASE_URL": settings.database_url}
    said = outputs_of([[sys.executable, "-c", CLAIMER] for _ in range(3)], environment)
    assert sorted(id for some in said for id in some.split()) == sorted(ids)

    started = sorted(records.list_runs(db), key=lambda run: run.started_at)
    assert "".join(run.owner[0] for run in started) == "abc" * 10
    for number, owner in enumerate("abc"):  # and each owner's own in the order of their submission
        assert [run.id for run in started if run.owner[0] == owner] == ids[10 * number : 10 * number + 10]
    for run in started:
        running = [other for other in started if other.started_at <= run.started_at < other.ended_at]
        assert len(running) <= 3
    assert {run.state for run in started} == {"finished"}


def test_only_one_of_many_claims_at_once_gets_a_run(db: Engine):
    for _ in range(4):
        lifecycle.submit(db, Experiment(), OWNER)
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: lifecycle.claim_next(db), range(8)))
    assert sum(claim is not None for claim in claims) == 1


def test_many_writers_and_readers_lose_no_epoch(db: Engine):
    for _ in range(4):
        lifecycle.submit(db, Experiment(), OWNER)
    claimed = [lifecycle.claim_next(db, parallel=4) for _ in range(4)]

    def train(attempt) -> None:
        run, token = attempt
        for number in range(1, 11):
            attempts.report_progress(db, run.id, token, Progress(phase="training", epoch=number))
            one = Epoch(epoch=number, loss=1, accuracy=0.5, val_loss=1, val_accuracy=0.5, seconds=1)
            attempts.record_epoch(
                db, run.id, token, one, best_epoch=1, kept_epoch=number, validation_accuracy=0.5, seconds=1.0 * number
            )
        lifecycle.finish(db, run.id, token, end_reason=None, seconds=10.0)

    def watch(_: int) -> None:
        """What is read together fits together."""
        for _ in range(10):
            for run, _token in claimed:
                known = records.get_run(db, run.id).epochs
                assert len(epochs_of(db, run.id)) >= known
            assert len(records.list_runs(db)) == 4

    with ThreadPoolExecutor(8) as pool:
        for done in [
            *[pool.submit(train, attempt) for attempt in claimed],
            *[pool.submit(watch, n) for n in range(4)],
        ]:
            done.result()
    for run in records.list_runs(db):
        assert (run.state, run.epochs, run.kept_epoch) == ("finished", 10, 10)
        assert [epoch.epoch for epoch in epochs_of(db, run.id)] == list(range(1, 11))


def test_of_many_ends_of_one_run_exactly_one_happens(db: Engine):
    lifecycle.submit(db, Experiment(), OWNER)
    run, token = lifecycle.claim_next(db)
    ends = [
        lambda: lifecycle.finish(db, run.id, token, end_reason=Told(text="finished"), seconds=1.0),
        lambda: lifecycle.mark_stopped(db, run.id, token, end_reason=Told(text="stopped"), seconds=1.0),
        lambda: lifecycle.fail(db, run.id, token, Told(text="failed")),
    ] * 2

    def attempt(end) -> bool:
        try:
            end()
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        happened = list(pool.map(attempt, ends))
    assert sum(happened) == 1
    ended = records.get_run(db, run.id)
    assert reasons.said(ended.error or ended.end_reason) == ended.state


def test_many_who_ask_for_the_download_get_one_and_each_task_is_claimed_once(db: Engine):
    with ThreadPoolExecutor(6) as pool:
        downloads = {task.id for task in pool.map(lambda _: tasks.submit_task(db, "download", once=True), range(12))}
        pictures = {task.id for task in pool.map(lambda _: tasks.submit_task(db, "classify"), range(8))}
        claims = [
            claim for claim in pool.map(lambda _: tasks.claim_task(db, ("classify", "download")), range(12)) if claim
        ]
    assert len(downloads) == 1
    assert sorted(task.id for task, _ in claims) == sorted(downloads | pictures)
