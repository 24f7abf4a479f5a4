"""A home of its own for commands that are called within the test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from builder.settings import DATABASE_FILE, load_settings
from builder.store.schema.database import open_database


@pytest.fixture
def commands_db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path) -> Iterator[Engine]:
    """The database of the home that commands find in the environment."""
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    for name in ("BUILDER_CIFAR10", "BUILDER_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    settings = load_settings()
    settings.home.mkdir(exist_ok=True)
    shutil.copyfile(empty_database, settings.home / DATABASE_FILE)  # migrating for every test is slow
    engine = open_database(settings)
    yield engine
    engine.dispose()
