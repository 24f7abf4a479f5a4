"""A home that is moved away under running processes: none of them makes it anew, and moved back it is as it was."""

from pathlib import Path

import numpy as np
import pytest

from builder.design.experiment import Experiment
from builder.engine.files import make_folder
from builder.jobs.executor.local import services
from builder.settings import Settings
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.errors import DatabaseTroubleError, StoreError
from builder.store.homes.identity import home_of
from builder.store.runs import lifecycle
from builder.store.runs.records import list_runs
from builder.store.schema.database import check_writing, open_database

OWNER = "a" * 64


def test_a_home_that_was_moved_away_does_not_come_back_empty_and_goes_on_once_it_is_back(tmp_path: Path):
    home, away = tmp_path / "home", tmp_path / "away"
    home.mkdir()
    settings = Settings(home=home, database_url=f"sqlite:///{(home / 'runs.sqlite').as_posix()}")
    db, id = open_database(settings), home_of(settings)
    run = lifecycle.submit(db, Experiment(name="before"), OWNER, home=id)
    files = artifacts_of(settings)
    home.rename(away)
    for use in (lambda: list_runs(db), lambda: check_writing(db)):
        with pytest.raises(DatabaseTroubleError, match="its folder .* is not there.*move it back") as told:
            use()
        assert str(tmp_path) not in told.value.discreet
    with pytest.raises(StoreError, match="identity.*the home folder is not there"):
        home_of(settings)
    with pytest.raises(FileNotFoundError, match="the home folder is not there"):
        services.ensure(settings, "supervisor")
    assert services.take(home, "supervisor") is None and not services.is_held(home, "supervisor")
    for write in (lambda: files.keep_room(run.id), lambda: files.save_arrays(run.id, "a", {"a": np.zeros(1)})):
        with pytest.raises(ArtifactError, match="No such file"):
            write()
    for folder in (files.folder(run.id), files.checkpoint(run.id)):  # where a worker writes weights and a checkpoint
        with pytest.raises(FileNotFoundError):
            make_folder(folder)
    assert not home.exists()
    away.rename(home)
    assert [run.name for run in list_runs(db)] == ["before"] and home_of(settings) == id
    files.keep_room(run.id)
    db.dispose()
