"""A home to which a small trained network came with the app."""

from pathlib import Path

import pytest

from builder.jobs.service import starting
from builder.settings import Settings
from tests.shipped.made import ship_small


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the network; nobody writes into it."""
    return ship_small(tmp_path_factory.mktemp("shipped") / "record")


@pytest.fixture
def shipping(settings: Settings, record: Path) -> Settings:
    """The settings of such a home."""
    return settings.model_copy(update={"shipped": record})


@pytest.fixture(autouse=True)
def nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting.services, "ensure", lambda settings, name: None)
