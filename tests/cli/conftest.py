"""A home of its own for commands that are called within the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from builder.settings import load_settings
from builder.store.schema.database import open_database


@pytest.fixture
def commands_db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The database of the home that commands find in the environment."""
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    for name in ("BUILDER_CIFAR10", "BUILDER_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    engine = open_database(load_settings())
    yield engine
    engine.dispose()
