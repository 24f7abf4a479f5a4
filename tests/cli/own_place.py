"""The command line in a home of its own."""

import pytest

from builder.cli.main import main


@pytest.fixture(autouse=True)
def place(settings, monkeypatch):
    monkeypatch.setenv("BUILDER_HOME", str(settings.home))
    monkeypatch.setenv("BUILDER_DATABASE_URL", settings.database_url)
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)


def told(capsys, *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err
