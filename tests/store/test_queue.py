"""Whose turn it is: round the owners, within an owner in order, and everything with places that are shown."""

import pytest
from sqlalchemy import Engine

from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.progress.epoch import Progress
from builder.progress.told import Told
from builder.store.errors import LostRunError, NotOwnerError, UnderWayError
from builder.store.runs import attempts, lifecycle, owners
from builder.store.runs.queue import Waiting, in_turn, queue_order, queue_position
from builder.store.runs.records import get_run, list_runs
from builder.words.reasons import said

ADA, BEN, CLEO = "a" * 64, "b" * 64, "c" * 64
REPORT = Progress(phase="training", epoch=1)


def submitted(db: Engine, owner: str, name: str) -> str:
    return lifecycle.submit(db, Experiment(name=name), owner).id


def names(db: Engine, ids) -> list[str]:
    return [get_run(db, id).name for id in ids]


def start_all(db: Engine) -> list[str]:
    """Starts and ends one run after another; the names in the order of their starts."""
    started = []
    while (claimed := lifecycle.claim_next(db)) is not None:
        run, token = claimed
        started.append(run.name)
        lifecycle.finish(db, run.id, token, end_reason=None, seconds=1)
    return started


def test_a_student_with_one_run_waits_for_one_run_of_a_student_with_many(db: Engine):
    for number in range(4):
        submitted(db, ADA, f"ada {number}")
    first, token = lifecycle.claim_next(db)
    submitted(db, BEN, "ben")
    submitted(db, CLEO, "cleo")
    assert names(db, queue_order(db)) == ["ben", "cleo", "ada 1", "ada 2", "ada 3"]
    lifecycle.finish(db, first.id, token, end_reason=None, seconds=1)
    assert start_all(db) == ["ben", "cleo", "ada 1", "ada 2", "ada 3"]


def test_turns_go_round(db: Engine):
    for owner, name in ((ADA, "ada"), (BEN, "ben"), (CLEO, "cleo")):
        for number in range(3):
            submitted(db, owner, f"{name} {number}")
    expected = [f"{name} {number}" for number in range(3) for name in ("ada", "ben", "cleo")]
    shown = names(db, queue_order(db))
    assert shown == expected
    assert start_all(db) == expected


def test_the_place_that_is_shown_is_the_place_in_which_runs_start(db: Engine):
    ids = [submitted(db, owner, str(number)) for number, owner in enumerate([ADA, ADA, BEN, ADA, CLEO, BEN])]
    places = {get_run(db, id).name: queue_position(db, id) for id in ids}
    started = start_all(db)
    assert sorted(places, key=places.get) == started


def test_turns_of_many_are_fair_in_plain_arithmetic():
    """Between two turns of one owner, no other owner with something to start has two."""
    counts = {"a": 9, "b": 3, "c": 3, "d": 3}
    waiting = [Waiting(f"{owner}{n}", owner, n) for owner, count in counts.items() for n in range(count)]
    order = [run.owner for run in in_turn(waiting, {"a": 100.0, "b": 50.0})]
    assert len(order) == 18 and order[:4] == ["c", "d", "b", "a"]
    for start in range(0, 12, 4):
        assert sorted(order[start : start + 4]) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("moved", "to", "expected"),
    [
        (2, "first", "2013"), (1, "earlier", "1023"), (0, "earlier", "0123"), (1, "later", "0213"),
        (3, "later", "0123"), (0, "last", "1230"),
    ],
)  # fmt: skip
def test_an_owner_moves_a_run_among_the_own_ones_and_no_turn_of_others_changes(db: Engine, moved, to, expected):
    submitted(db, BEN, "ben")
    ids = [submitted(db, ADA, f"ada {number}") for number in range(4)]
    submitted(db, BEN, "ben again")
    owners.move(db, ids[moved], ADA, to)
    first, *rest = (f"ada {number}" for number in expected)
    assert names(db, queue_order(db)) == ["ben", first, "ben again", *rest]
    with pytest.raises(NotOwnerError):
        owners.move(db, ids[1], BEN, "first")


def test_a_run_that_has_begun_is_not_moved(db: Engine):
    ids = [submitted(db, ADA, f"ada {number}") for number in range(3)]
    lifecycle.claim_next(db)
    assert owners.move(db, ids[0], ADA, "last").state == "running"
    assert names(db, queue_order(db)) == ["ada 1", "ada 2"]


def test_a_queued_run_is_held_back_and_let_go_on(db: Engine):
    held, other = submitted(db, ADA, "held"), submitted(db, ADA, "other")
    assert owners.request_pause(db, held, ADA).state == "paused"
    assert queue_position(db, held) is None
    run, token = lifecycle.claim_next(db)
    assert run.id == other
    assert owners.resume(db, held, ADA).state == "queued"
    lifecycle.finish(db, run.id, token, end_reason=None, seconds=1)
    assert start_all(db) == ["held"]


def test_a_running_run_is_asked_to_pause_and_its_attempt_is_over_once_it_has(db: Engine):
    id = submitted(db, ADA, "run")
    run, token = lifecycle.claim_next(db)
    assert attempts.report_progress(db, id, token, REPORT) is None
    assert owners.request_pause(db, id, ADA).pause_requested
    assert attempts.report_progress(db, id, token, REPORT) == "pause"
    lifecycle.mark_paused(db, id, token, seconds=12.0)
    paused = get_run(db, id)
    assert (paused.state, paused.seconds, paused.pause_requested) == ("paused", 12.0, False)
    with pytest.raises(LostRunError):
        attempts.report_progress(db, id, token, REPORT)


def test_a_pause_that_is_taken_back_in_time_lets_the_run_go_on(db: Engine):
    id = submitted(db, ADA, "run")
    _, token = lifecycle.claim_next(db)
    owners.request_pause(db, id, ADA)
    owners.resume(db, id, ADA)
    assert attempts.report_progress(db, id, token, REPORT) is None


def test_a_stop_comes_before_a_pause_and_ends_a_paused_run_at_once(db: Engine):
    id = submitted(db, ADA, "run")
    _, token = lifecycle.claim_next(db)
    owners.request_pause(db, id, ADA)
    owners.request_stop(db, id, ADA)
    assert attempts.report_progress(db, id, token, REPORT) == "stop"
    other = submitted(db, ADA, "other")
    owners.request_pause(db, other, ADA)
    assert owners.request_stop(db, other, ADA).state == "stopped"


def test_a_run_that_is_started_again_has_a_new_attempt_and_the_old_one_has_lost_it(db: Engine):
    id = submitted(db, ADA, "run")
    _, token = lifecycle.claim_next(db)
    attempts.record_worker(db, id, token, "worker 12345")
    renewed = lifecycle.start_again(db, id, token)
    (attempt,) = attempts.running_attempts(db)
    assert (attempt.token, attempt.worker, get_run(db, id).restarts) == (renewed, None, 1)
    with pytest.raises(LostRunError):
        attempts.record_worker(db, id, token, "worker 12345")
    with pytest.raises(LostRunError):
        lifecycle.start_again(db, id, token)
    lifecycle.start_again(db, id, renewed, after="boot")
    assert get_run(db, id).restarts == 1  # nothing died but the computer


def test_a_run_that_is_paused_by_trouble_keeps_the_reason_until_it_goes_on(db: Engine):
    id = submitted(db, ADA, "run")
    _, token = lifecycle.claim_next(db)
    owners.request_stop(db, id, ADA)
    lifecycle.mark_paused(db, id, token, seconds=None, reason=Told(text="The disk is full.\nMake room."))
    run = get_run(db, id)
    assert not run.stop_requested  # Stop can be pressed again, and ends it at once
    assert (run.state, said(run.end_reason), run.error) == ("paused", "The disk is full. Make room.", None)
    owners.resume(db, id, ADA)
    _, token = lifecycle.claim_next(db)
    assert get_run(db, id).end_reason is None
    lifecycle.mark_paused(db, id, token, seconds=None)
    assert get_run(db, id).end_reason is None


def test_the_same_run_is_added_once_while_it_waits_or_trains(db: Engine):
    """The same: its design with its seed, its owner and its home."""

    def add(*designs: Experiment, owner: str = ADA, home: str | None = None) -> None:
        lifecycle.submit_together(db, [(design, ()) for design in designs], owner, home, once=True)

    one, two = Experiment(), edited(Experiment(), ("training", "seed"), 7)
    add(one)
    for state in ("is already in the queue, number 1", "is already training"):
        with pytest.raises(UnderWayError, match=state):
            add(one)
        lifecycle.claim_next(db)
    add(one, owner=BEN)
    add(one, home="elsewhere")
    add(one, two)  # one of them is new
    with pytest.raises(UnderWayError):
        add(one, two)
    [running] = list_runs(db, states=["running"])
    assert len(list_runs(db)) == 5 and running.owner == ADA
