"""Small jobs for other processes: queued, claimed by one, ended once, removed when old."""

import pytest
from sqlalchemy import Engine, update

from builder.design.experiment import Experiment
from builder.progress.told import Told
from builder.store import tasks
from builder.store.errors import LostTaskError, RunNotFoundError, TaskNotFoundError
from builder.store.runs import lifecycle, owners
from builder.store.schema import tables
from builder.store.schema.database import writing
from builder.store.sent_picture import SentPicture
from builder.words.reasons import said
from tests.waiting_tasks import waiting_tasks

PICTURE = SentPicture(height=48, width=16, channels=4, pixels=bytes(range(256)) * 12)
OWNER = "a" * 64


def a_run(db: Engine) -> str:
    return lifecycle.submit(db, Experiment(), OWNER).id


def test_a_picture_is_classified_from_submission_to_result(db: Engine):
    run_id = a_run(db)
    task = tasks.submit_task(db, "classify", run_id=run_id, parameters={"name": "cat <b>.png\n"}, picture=PICTURE)
    assert (task.state, task.run_id, task.picture) == ("queued", run_id, PICTURE)
    assert task.parameters == {"name": "cat <b>.png\n"}
    claimed, token = tasks.claim_task(db, ("classify", "evaluate"))
    assert (claimed.id, claimed.state, claimed.picture) == (task.id, "working", PICTURE)
    tasks.report_task(db, task.id, token, {"phase": "Loading"})
    assert tasks.get_task(db, task.id).progress == {"phase": "Loading"}
    tasks.finish_task(db, task.id, token, {"probabilities": [0.25, 0.75]})
    done = tasks.get_task(db, task.id)
    assert (done.state, done.result, done.error) == ("done", {"probabilities": [0.25, 0.75]}, None)
    assert done.updated_at >= done.created_at


def test_tasks_are_claimed_oldest_first_and_only_of_the_kinds_asked_for(db: Engine):
    first = tasks.submit_task(db, "classify").id
    download = tasks.submit_task(db, "download").id
    second = tasks.submit_task(db, "classify").id
    assert waiting_tasks(db, ("classify", "evaluate")) == 2
    assert [tasks.claim_task(db, ("classify",))[0].id for _ in range(2)] == [first, second]
    assert tasks.claim_task(db, ("classify", "evaluate")) is None
    assert tasks.claim_task(db, ("download",))[0].id == download
    assert waiting_tasks(db, ("classify", "evaluate", "download")) == 3


def test_a_download_under_way_is_not_doubled_and_a_failed_one_can_be_tried_again(db: Engine):
    first = tasks.submit_task(db, "download", once=True)
    _, token = tasks.claim_task(db, ("download",))
    assert tasks.submit_task(db, "download", once=True).id == first.id
    tasks.fail_task(db, first.id, token, Told(text="The network\nis gone."))
    assert said(tasks.latest_task(db, "download").error) == "The network is gone."
    assert tasks.submit_task(db, "download", once=True).id != first.id


def test_the_test_set_of_one_run_is_measured_once_at_a_time(db: Engine):
    one, other = a_run(db), a_run(db)
    first = tasks.submit_task(db, "evaluate", run_id=one, once=True)
    assert tasks.submit_task(db, "evaluate", run_id=one, once=True).id == first.id
    assert tasks.submit_task(db, "evaluate", run_id=other, once=True).id != first.id


def test_only_the_process_that_claimed_a_task_writes_to_it(db: Engine):
    id = tasks.submit_task(db, "classify").id
    _, token = tasks.claim_task(db, ("classify",))
    before = tasks.get_task(db, id)
    for theft in ("0" * 32, ""):
        with pytest.raises(LostTaskError):
            tasks.report_task(db, id, theft, {})
        with pytest.raises(LostTaskError):
            tasks.finish_task(db, id, theft, {})
        with pytest.raises(LostTaskError):
            tasks.fail_task(db, id, theft, Told(text="It broke."))
    assert tasks.get_task(db, id) == before
    tasks.finish_task(db, id, token, {})
    with pytest.raises(LostTaskError):
        tasks.fail_task(db, id, token, Told(text="It broke."))


def test_the_tasks_of_a_dead_process_are_queued_once_more_and_then_fail(db: Engine):
    id = tasks.submit_task(db, "classify").id
    _, old_token = tasks.claim_task(db, ("classify",))
    assert tasks.abandon_tasks(db, ("classify",), Told(text="It ended the process.")) == 1
    with pytest.raises(LostTaskError):
        tasks.finish_task(db, id, old_token, {})
    assert tasks.claim_task(db, ("classify",))[0].id == id
    assert tasks.abandon_tasks(db, ("download",), Told(text="Another kind is left alone.")) == 0
    assert tasks.abandon_tasks(db, ("classify",), Told(text="It ended the process.")) == 0
    assert (tasks.get_task(db, id).state, said(tasks.get_task(db, id).error)) == (
        "failed",
        "It ended the process.",
    )


def test_old_tasks_are_removed_when_a_new_one_comes_but_not_one_under_way(db: Engine):
    old = tasks.submit_task(db, "classify").id
    tasks.submit_task(db, "download")
    working, _ = tasks.claim_task(db, ("download",))
    with writing(db) as connection:
        connection.execute(update(tables.tasks).values(updated_at=tables.tasks.c.updated_at - tasks.KEEP_SECONDS - 1))
    tasks.submit_task(db, "classify")
    with pytest.raises(TaskNotFoundError, match="There is no task"):
        tasks.get_task(db, old)
    assert tasks.get_task(db, working.id).state == "working"


def test_a_task_goes_with_its_run(db: Engine):
    run_id = a_run(db)
    id = tasks.submit_task(db, "classify", run_id=run_id).id
    owners.delete(db, run_id, OWNER)
    with pytest.raises(TaskNotFoundError):
        tasks.get_task(db, id)


def test_what_cannot_be_a_task_is_refused(db: Engine):
    with pytest.raises(RunNotFoundError):
        tasks.submit_task(db, "classify", run_id="nothere2")
    with pytest.raises(ValueError, match="5 bytes; expected 3072"):
        SentPicture(height=32, width=32, channels=3, pixels=b"12345")
    assert tasks.latest_task(db, "classify") is None
