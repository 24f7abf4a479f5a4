"""The limits of the queue as pages and command line meet them: from the settings, with a sentence, all or nothing."""

import pytest

from builder import jobs
from builder.jobs.executor.local import services
from builder.store.runs.records import list_runs
from tests.jobs.watching import OWNER, small
from tests.waiting_tasks import waiting_tasks


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No process is started; the names of those that would have been."""
    names: list[str] = []
    monkeypatch.setattr(services, "ensure", lambda settings, name: names.append(name))
    return names


def test_the_setting_says_how_many_runs_of_an_owner_may_wait(settings, db, monkeypatch):
    monkeypatch.setenv("BUILDER_WAITING_RUNS", "2")
    for _ in range(2):
        jobs.submit_run(settings, db, small(), OWNER)
    with pytest.raises(jobs.SubmitError, match="2 runs of yours wait already"):
        jobs.submit_run(settings, db, small(), OWNER)
    assert len(list_runs(db)) == 2


def test_without_the_setting_every_project_of_the_course_may_wait_twice(settings, db):
    jobs.submit_runs(settings, db, [(small(), ())] * 42, OWNER)
    assert len(list_runs(db)) == 42


def test_of_designs_submitted_together_none_is_queued_where_one_cannot_be_trained(settings, db, started):
    without_images = small().on("cifar10")
    with pytest.raises(jobs.SubmitError):
        jobs.submit_runs(settings, db, [(small(), ()), (without_images, ())], OWNER)
    assert list_runs(db) == () and started == []


def test_the_setting_says_how_many_tasks_of_an_owner_may_be_open(settings, db, monkeypatch):
    monkeypatch.setenv("BUILDER_OPEN_TASKS", "1")
    jobs.ask(settings, db, "classify", owner=OWNER)
    with pytest.raises(jobs.SubmitError, match="1 question of yours.*is still open"):
        jobs.ask(settings, db, "classify", owner=OWNER)
    assert waiting_tasks(db, ["classify"]) == 1
