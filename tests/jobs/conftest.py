"""Homes whose processes are ended with the test."""

import os
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from builder.settings import Settings
from builder.store.schema.database import open_database
from tests.jobs.rounds import Worked
from tests.jobs.watching import end_processes_of


@pytest.fixture(autouse=True)
def no_process_stays(settings: Settings) -> Iterator[None]:
    """Ends what the test's home still runs when the test is over."""
    yield
    end_processes_of(settings)


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One home for all tests of a module."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, database_url=f"sqlite:///{(home / 'runs.sqlite').as_posix()}")
    yield settings
    end_processes_of(settings)


@pytest.fixture(scope="module")
def shared_db(shared_home: Settings) -> Iterator:
    """The database of the shared home."""
    db = open_database(shared_home)
    yield db
    db.dispose()


@pytest.fixture
def soon_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that a test starts end when they have had nothing to do for a second."""
    monkeypatch.setitem(os.environ, "BUILDER_IDLE_SECONDS", "1")
    monkeypatch.setitem(os.environ, "BUILDER_INFERENCE_IDLE_SECONDS", "1")


@pytest.fixture
def worked(settings: Settings, db: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worked]:
    """A run whose first worker has said that it has it."""
    worked = Worked(settings, db, monkeypatch)
    yield worked
    worked.end()


@pytest.fixture
def speechless(settings: Settings, db: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worked]:
    """A run whose workers never say that they have it."""
    worked = Worked(settings, db, monkeypatch, says_it_has_the_run=False)
    yield worked
    worked.end()


@pytest.fixture
def lock(db: Engine) -> Iterator[list[bool]]:
    """While it holds anything, every transaction fails as under another program's lock, without waiting for it."""
    held: list[bool] = []

    def refuse(_: object) -> None:
        if held:
            raise sqlite3.OperationalError("database is locked")

    event.listen(db, "begin", refuse, insert=True)
    yield held
    held.clear()
