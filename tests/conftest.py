"""Fixtures that every kind of test shares."""

import os
import shutil
from pathlib import Path

import pytest

from builder.settings import Settings


def required(reason: str) -> None:
    """Skips the test with its reason; where CI is set, what is missing is a failure instead."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def no_standby(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at a page starts no process; a test that wants one set aside for Train sets this itself."""
    monkeypatch.setenv("BUILDER_STANDBY_SECONDS", "0")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home of this test's own, without CIFAR-10."""
    home = tmp_path / "home"
    home.mkdir()
    return Settings(home=home, cifar10=None, database_url=f"sqlite:///{(home / 'runs.sqlite').as_posix()}")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and no rows, to be copied: migrating for every test is slow."""
    from builder.runs.database import open_database

    home = tmp_path_factory.mktemp("empty")
    file = home / "runs.sqlite"
    open_database(Settings(home=home, database_url=f"sqlite:///{file.as_posix()}")).dispose()
    return file


@pytest.fixture
def db(settings: Settings, empty_database: Path):
    """A new database with the newest schema."""
    from builder.runs.database import open_database

    shutil.copyfile(empty_database, settings.database_url.removeprefix("sqlite:///"))
    engine = open_database(settings)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def cifar10_path() -> Path:
    """The real CIFAR-10, from BUILDER_CIFAR10."""
    given = os.environ.get("BUILDER_CIFAR10")
    if not given:
        required("BUILDER_CIFAR10 is not set: it should name CIFAR-10 as an .npz file or folder.")
    path = Path(given)
    if not path.exists():
        required(f"BUILDER_CIFAR10 is {given}, but nothing is there.")
    return path
