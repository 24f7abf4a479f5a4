"""A home that is moved away under a worker: what it writes waits for it, and nothing is written beside it."""

from pathlib import Path

import pytest

from builder.jobs import home as homes
from builder.jobs import retry
from builder.jobs.home import Home
from builder.store.errors import HomeAwayError, StoreAwayError


@pytest.fixture
def moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A home that is away now, and comes back at the worker's first pause."""
    folder, away = tmp_path / "here", tmp_path / "away"
    folder.mkdir()
    home, pauses = Home(folder), []
    folder.rename(away)

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        away.rename(folder)

    monkeypatch.setattr(homes, "OUTAGE", retry.Outage())
    monkeypatch.setattr(homes.time, "sleep", sleep)
    return home, pauses


def test_what_is_written_while_the_home_is_away_is_written_once_it_is_back(moves):
    home, pauses = moves
    home.when_there(lambda: (home.path / "weights").write_text("kept", encoding="utf-8"))
    assert (home.path / "weights").read_text(encoding="utf-8") == "kept" and len(pauses) == 1


def test_what_is_not_found_while_the_home_is_away_is_looked_for_again(moves):
    """A run whose checkpoint seems not to be there would train from its start."""
    home, _ = moves
    assert home.when_there(lambda: home.path.exists()) is True


def test_a_failure_in_a_home_that_is_there_is_raised_at_once(tmp_path: Path):
    tried = []

    def write() -> None:
        tried.append(True)
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        Home(tmp_path).when_there(write)
    assert len(tried) == 1


def test_a_home_that_does_not_come_back_in_time_is_said_to_be_away_and_is_not_made_anew(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("BUILDER_PATIENCE_SECONDS", "0")
    folder = tmp_path / "here"
    folder.mkdir()
    home = Home(folder)
    folder.rename(tmp_path / "away")
    with pytest.raises(HomeAwayError, match="home folder .* is not there.*move it back") as told:
        home.when_there(lambda: (folder / "weights").write_bytes(b"x"))
    assert isinstance(told.value, StoreAwayError) and str(tmp_path) not in told.value.discreet
    assert not folder.exists()


def test_another_folder_in_the_homes_place_is_not_the_home(tmp_path: Path):
    folder = tmp_path / "here"
    folder.mkdir()
    home = Home(folder)
    folder.rename(tmp_path / "away")
    folder.mkdir()
    assert home.is_replaced() and not home.is_there()
