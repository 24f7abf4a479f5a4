"""A home for the pages of a test, and pages that are drawn without pauses for a browser."""

import functools
import shutil
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from builder import jobs
from builder.jobs.executor.local import services
from builder.jobs.tasks.kind import kinds_of
from builder.jobs.tasks.loop import answer_next
from builder.settings import DATABASE_FILE
from builder.store import tasks
from builder.ui.build import page as build_page
from builder.ui.classify import picture as classify_picture
from builder.ui.leaderboard import page as leaderboard_page
from builder.ui.run import answers
from builder.ui.session import kept_history


@pytest.fixture(scope="session", autouse=True)
def without_a_browser() -> Iterator[None]:
    """There is no browser to draw what was sent first, and what is installed is looked through once, not for every
    page: AppTest makes a server's registry of components anew, which reads the metadata of all packages.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build_page, "DRAWING_SECONDS", 0)
        patch.setattr(leaderboard_page, "CHART_SECONDS", 0)
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """The same picture is read once, in a process of its own as ever, though many tests upload it; what cannot be read
    is asked for each time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classify_picture, "read_picture", functools.cache(classify_picture.read_picture))
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of this test's own."""
    return tmp_path / "home"


@pytest.fixture
def started(monkeypatch, home: Path, empty_database: Path) -> list[str]:
    """The pages' home, without CIFAR-10, its database without rows, and the processes that would have been started;
    none is.
    """
    names: list[str] = []
    home.mkdir(exist_ok=True)
    if not (home / DATABASE_FILE).exists():
        shutil.copyfile(empty_database, home / DATABASE_FILE)  # migrating for every test is slow
    monkeypatch.setattr(services, "ensure", lambda settings, name: names.append(name))
    monkeypatch.setattr(kept_history, "_kept", OrderedDict())  # this process has drawn other tests' pages
    monkeypatch.setenv("BUILDER_HOME", str(home))
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    monkeypatch.delenv("BUILDER_DATABASE_URL", raising=False)
    return names


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The kinds of the questions about pictures that were asked; each is answered at once."""
    given: list[str] = []
    ask = jobs.ask

    def answered(settings, db, kind, **question):
        task = ask(settings, db, kind, **question)
        while answer_next(settings, db, kinds_of("inference")):
            pass
        if kind not in ("validate", "ready"):  # what is about no picture asks for these
            given.append(kind)
        return tasks.get_task(db, task.id)

    monkeypatch.setattr(jobs, "ask", answered)
    monkeypatch.setattr("builder.jobs.service.ask.ask", answered)
    monkeypatch.setattr(answers, "_answered", {})
    return given
