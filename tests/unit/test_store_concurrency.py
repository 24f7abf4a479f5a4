"""Several threads and processes use one store at once, and nothing is lost or done twice."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Engine

from builder.runs import lifecycle, records, tasks, visitors
from builder.runs.database import open_database
from builder.runs.errors import StoreError
from builder.runs.records import Epoch, Progress
from builder.settings import Settings
from builder.spec.experiment import Experiment

ROOT = Path(__file__).parents[2]
OWNER = "a" * 64

NEW_HOME = """
import sys
from builder.settings import load_settings
from builder.runs import lifecycle, visitors
from builder.runs.database import open_database
from builder.spec.experiment import Experiment
sys.stdin.readline()
db = open_database(load_settings())
visitors.set_nickname(db, "a" * 64, "Process " + sys.argv[1])
for number in range(5):
    lifecycle.submit(db, Experiment(name=f"{sys.argv[1]}-{number}"), "a" * 64)
"""


def test_processes_that_open_a_new_home_at_the_same_moment_all_write_to_it(settings: Settings):
    environment = {**os.environ, "BUILDER_HOME": str(settings.home), "BUILDER_DATABASE_URL": settings.database_url}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", NEW_HOME, str(number)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for number in range(3)
    ]
    for process in processes:  # each waits for this line once it has imported everything
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in processes]
    assert said == [""] * 3
    assert [process.returncode for process in processes] == [0] * 3
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


def test_only_one_of_many_claims_at_once_gets_a_run(db: Engine):
    for _ in range(4):
        lifecycle.submit(db, Experiment(), OWNER)
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: lifecycle.claim_next(db), range(8)))
    assert sum(claim is not None for claim in claims) == 1


def test_many_writers_and_readers_lose_no_epoch(db: Engine):
    for _ in range(4):
        lifecycle.submit(db, Experiment(), OWNER)
    attempts = [lifecycle.claim_next(db, parallel=4) for _ in range(4)]

    def train(attempt) -> None:
        run, token = attempt
        for number in range(1, 11):
            lifecycle.report_progress(db, run.id, token, Progress(phase="Training", epoch=number))
            one = Epoch(epoch=number, loss=1, accuracy=0.5, val_loss=1, val_accuracy=0.5, seconds=1)
            lifecycle.record_epoch(
                db, run.id, token, one, best_epoch=1, kept_epoch=number, validation_accuracy=0.5, seconds=1.0 * number
            )
        lifecycle.finish(db, run.id, token, end_reason=None, seconds=10.0)

    def watch(_: int) -> None:
        """What is read together fits together."""
        for _ in range(10):
            for run, _token in attempts:
                known = records.get_run(db, run.id).epochs
                assert len(records.epochs_of(db, run.id)) >= known
            assert len(records.list_runs(db)) == 4

    with ThreadPoolExecutor(8) as pool:
        for done in [
            *[pool.submit(train, attempt) for attempt in attempts],
            *[pool.submit(watch, n) for n in range(4)],
        ]:
            done.result()
    for run in records.list_runs(db):
        assert (run.state, run.epochs, run.kept_epoch) == ("finished", 10, 10)
        assert [epoch.epoch for epoch in records.epochs_of(db, run.id)] == list(range(1, 11))


def test_of_many_ends_of_one_run_exactly_one_happens(db: Engine):
    lifecycle.submit(db, Experiment(), OWNER)
    run, token = lifecycle.claim_next(db)
    ends = [
        lambda: lifecycle.finish(db, run.id, token, end_reason="finished", seconds=1.0),
        lambda: lifecycle.mark_stopped(db, run.id, token, end_reason="stopped", seconds=1.0),
        lambda: lifecycle.fail(db, run.id, token, "failed"),
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
    assert (ended.error or ended.end_reason) == ended.state


def test_many_who_ask_for_the_download_get_one_and_each_task_is_claimed_once(db: Engine):
    with ThreadPoolExecutor(6) as pool:
        downloads = {task.id for task in pool.map(lambda _: tasks.submit_task(db, "download"), range(12))}
        pictures = {task.id for task in pool.map(lambda _: tasks.submit_task(db, "classify"), range(8))}
        claims = [
            claim for claim in pool.map(lambda _: tasks.claim_task(db, ("classify", "download")), range(12)) if claim
        ]
    assert len(downloads) == 1
    assert sorted(task.id for task, _ in claims) == sorted(downloads | pictures)
