"""A home on a disk without a free byte: its old runs can be deleted, as the sentence about the full disk advises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from builder import jobs
from builder.design.experiment import Experiment
from builder.progress.told import Told
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.errors import NotOwnerError, StoreFullError
from builder.store.homes.identity import home_of
from builder.store.runs import lifecycle
from builder.store.runs.records import list_runs
from builder.store.schema.database import open_database
from tests.jobs.watching import OWNER
from tests.small_disk import disk_of
from tests.store.made_runs import record

#: As much as the smallest networks' weights and predictions.
WEIGHTS = 400_000


@pytest.fixture
def full(tmp_path: Path) -> Iterator[tuple[Settings, list[str]]]:
    """A home on a disk that is full, and its three finished runs of a hundred epochs."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with disk_of(disk, "3m"):
        settings = Settings(home=disk, database_url=f"sqlite:///{disk / 'runs.sqlite'}")
        db = open_database(settings)
        ids = []
        for number in range(3):
            lifecycle.submit(db, Experiment(name=f"run {number}"), OWNER, home=home_of(settings))
            run, token = lifecycle.claim_next(db, home_of(settings))
            for epoch in range(1, 101):
                record(db, run.id, token, epoch)
            lifecycle.finish(db, run.id, token, end_reason=Told(text="done"), seconds=1.0)
            folder = artifacts_of(settings).folder(run.id)
            folder.mkdir(parents=True)
            (folder / "weights.safetensors").write_bytes(bytes(WEIGHTS))
            ids.append(run.id)
        db.dispose()
        with (disk / "filler").open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
            while True:
                file.write(bytes(4096))
        yield settings, ids


def test_an_old_run_can_be_deleted_and_then_there_is_room(full):
    settings, (first, *others) = full
    db = open_database(settings)
    with pytest.raises(StoreFullError, match="free some space"):
        lifecycle.submit(db, Experiment(name="too many"), OWNER)
    with pytest.raises(NotOwnerError):
        jobs.delete_run(settings, db, first, "b" * 64)
    assert artifacts_of(settings).has(first)
    jobs.delete_run(settings, db, first, OWNER)
    assert {run.id for run in list_runs(db)} == set(others) and artifacts_of(settings).run_ids() == tuple(
        sorted(others)
    )
    lifecycle.submit(db, Experiment(name="now"), OWNER)
    db.dispose()
