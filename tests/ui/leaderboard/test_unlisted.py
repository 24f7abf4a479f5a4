"""The empty leaderboard of a home that has files of runs: its database was replaced, and the page says so."""

from pathlib import Path

from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from tests.ui.leaderboard.page import visit


def test_an_empty_leaderboard_beside_files_of_runs_says_that_the_database_is_another_one(db):
    folder = artifacts_of(load_settings()).folder("abcdefgh")
    folder.mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(b"weights")
    app = visit()
    (warning,) = app.warning
    assert warning.value.startswith("The files of 1 run are here, but the database does not list it")
    assert str(folder.parent) not in warning.value
    assert not [button for button in app.button if button.key == "leaderboard.start"]
    file = Path(load_settings().database_url.removeprefix("sqlite:///"))
    file.unlink()
    (warning,) = app.run().warning
    assert "was deleted or moved away" in warning.value
    assert not [button for button in app.button if button.key == "leaderboard.start"]
