"""How many runs of one owner may wait, and how many of their tasks may be open: never one more, whoever is quick."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from builder.design.experiment import Experiment
from builder.store import tasks
from builder.store.errors import TooManyError
from builder.store.runs import lifecycle, owners
from builder.store.runs.groups import Membership, groups_of
from builder.store.runs.records import list_runs
from tests.waiting_tasks import waiting_tasks

OWNER, OTHER = "a" * 64, "b" * 64


def submit(db, number: int = 1, owner: str = OWNER, most: int = 3):
    return lifecycle.submit_together(db, [(Experiment(), ())] * number, owner, most_waiting=most)


def test_one_run_more_than_may_wait_is_refused_with_what_to_do(db):
    submit(db, 3)
    with pytest.raises(TooManyError, match="3 runs of yours wait already.*over 3; let some train first, or cancel one"):
        submit(db)
    assert len(list_runs(db)) == 3
    submit(db, owner=OTHER)


def test_runs_are_submitted_together_or_not_at_all(db):
    submit(db, 2)
    pair = [Membership(group="g", kind="pair", role=role) for role in ("base", "changed")]
    with pytest.raises(TooManyError, match="2 runs.*with 2 more it would be over 3"):
        lifecycle.submit_together(db, [(Experiment(), [one]) for one in pair], OWNER, most_waiting=3)
    assert len(list_runs(db)) == 2 and groups_of(db, "pair", OWNER, 1) == ()


def test_a_run_that_is_held_back_still_waits_and_one_that_trains_does_not(db):
    runs = submit(db, 3)
    owners.request_pause(db, runs[2].id, OWNER)
    with pytest.raises(TooManyError):
        submit(db)
    lifecycle.claim_next(db)
    submit(db)
    owners.resume(db, runs[2].id, OWNER)  # no more wait than before


def test_runs_that_many_threads_submit_at_once_stay_within_the_limit(db):
    def try_it(_: int) -> bool:
        try:
            submit(db, 2, most=5)
        except TooManyError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        submitted = list(pool.map(try_it, range(12)))
    assert submitted.count(True) == 2
    assert len(list_runs(db)) == 4


def ask(db, owner: str | None = OWNER, most: int = 2, **named):
    return tasks.submit_task(db, "classify", owner=owner, most_open=most, **named)


def test_one_task_more_than_may_be_open_is_refused_until_one_is_answered(db):
    ask(db)
    ask(db)
    with pytest.raises(TooManyError, match="2 questions of yours.*at most 2 may be; wait for an answer"):
        ask(db)
    ask(db, OTHER)
    task, token = tasks.claim_task(db, ["classify"])
    with pytest.raises(TooManyError):  # it is being worked on
        ask(db)
    tasks.finish_task(db, task.id, token, {})
    ask(db)


def test_a_task_that_is_open_already_is_given_however_many_there_are(db):
    first = ask(db, most=1, once=True)
    assert ask(db, most=1, once=True).id == first.id


def test_tasks_that_many_threads_ask_for_at_once_stay_within_the_limit(db):
    def try_it(_: int) -> bool:
        try:
            ask(db, most=3)
        except TooManyError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(try_it, range(12))).count(True) == 3
    assert waiting_tasks(db, ["classify"]) == 3
