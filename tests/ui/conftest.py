"""A home for the pages of a test."""

from collections import OrderedDict
from pathlib import Path

import pytest

from builder.jobs.executor.local import services
from builder.ui.session import kept_history


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of this test's own."""
    return tmp_path / "home"


@pytest.fixture
def started(monkeypatch, home: Path) -> list[str]:
    """The pages' home, without CIFAR-10, and the processes that would have been started; none is."""
    names: list[str] = []
    monkeypatch.setattr(services, "ensure", lambda settings, name: names.append(name))
    monkeypatch.setattr(kept_history, "_kept", OrderedDict())  # this process has drawn other tests' pages
    monkeypatch.setenv("BUILDER_HOME", str(home))
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    monkeypatch.delenv("BUILDER_DATABASE_URL", raising=False)
    return names
