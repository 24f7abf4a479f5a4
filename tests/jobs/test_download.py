"""The process that downloads, with a download of the test's own in place of the real one."""

import pytest

from builder.datasets.images import DatasetError
from builder.jobs import download
from builder.jobs.executor.local import processes
from builder.store import tasks
from builder.words.reasons import said


@pytest.fixture
def in_this_process(settings, monkeypatch):
    """`download.main()` finds this test's settings, and does not wait for more."""
    for name, value in processes.environment_for(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(download, "IDLE_SECONDS", 0.1)


def test_a_download_tells_how_far_it_is_and_ends(settings, db, in_this_process, monkeypatch):
    seen = []

    def arrive(settings, report):
        for done in (0, 500, 1000):
            report(done, 1000, "Downloading")
            seen.append(tasks.latest_task(db, "download").progress)

    monkeypatch.setattr("builder.datasets.download.download_cifar10", arrive)
    task = tasks.submit_task(db, "download")
    assert download.main() == 0
    assert [progress["done"] for progress in seen] == [0, 500, 1000]
    assert seen[-1] == {"done": 1000, "total": 1000, "phase": "Downloading"}
    assert tasks.get_task(db, task.id).state == "done"


def test_a_download_that_fails_says_why_and_can_be_asked_for_again(settings, db, in_this_process, monkeypatch):
    def fail(settings, report):
        raise DatasetError("There is no network; connect and try again.")

    monkeypatch.setattr("builder.datasets.download.download_cifar10", fail)
    first = tasks.submit_task(db, "download", once=True)
    download.main()
    assert said(tasks.get_task(db, first.id).error) == "There is no network; connect and try again."
    assert tasks.submit_task(db, "download", once=True).id != first.id
