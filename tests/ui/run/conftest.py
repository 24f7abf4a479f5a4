"""The panel's store is each test's own."""

import pytest

from builder import jobs


@pytest.fixture(autouse=True)
def own_home(settings, monkeypatch):
    """The pages' store is this test's, and no supervisor is started; how often one was asked for is counted."""
    monkeypatch.setenv("BUILDER_HOME", str(settings.home))
    monkeypatch.setenv("BUILDER_DATABASE_URL", settings.database_url)
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    asked = []
    monkeypatch.setattr(jobs, "ensure_supervisor", asked.append)
    monkeypatch.setattr("builder.jobs.service.starting.ensure_supervisor", asked.append)
    return asked
