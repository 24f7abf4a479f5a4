"""A worker whose disk is full: the run says so, what was good is kept, and everything else goes on."""

import contextlib
import sqlite3
from pathlib import Path

import psutil
import pytest

from builder import jobs
from builder.runs import artifacts, lifecycle, records
from builder.runs.database import open_database
from builder.settings import Settings
from builder.spec.blocks import ConvBlock, DenseBlock, Network
from tests.jobs.watching import OWNER, end_processes_of, processes_of, small, wait_for_end, wait_for_epoch
from tests.small_disk import disk_of

pytestmark = pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="only Linux limits another process")

#: With the network below the weights take a megabyte, a checkpoint three; the database stays below half of one.
WEIGHTS, CHECKPOINT = 1_000_000, 3_000_000


def wide(epochs: int):
    """A network with a quarter of a million parameters, which trains on 200 digits in a moment."""
    network = Network(conv_blocks=(ConvBlock(filters=4),), dense_blocks=(DenseBlock(units=256),))
    return small(epochs=epochs).model_copy(update={"network": network})


def is_whole(settings: Settings) -> bool:
    connection = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
    answer = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return answer == [("ok",)]


def weights(settings: Settings, run) -> bytes:
    return (artifacts.folder_of(settings, run.id) / "weights.safetensors").read_bytes()


def assert_nothing_good_is_lost(settings: Settings, db, run) -> None:
    """The kept weights are those of the epoch that the run names, and the next run trains."""
    assert run.has_weights and run.kept_epoch == run.epochs >= 2
    assert [epoch.epoch for epoch in records.epochs_of(db, run.id)] == list(range(1, run.epochs + 1))
    assert f"The weights after epoch {run.kept_epoch} are kept." in run.error
    assert sorted(path.name for path in artifacts.folder_of(settings, run.id).iterdir()) == [
        "spec.json",
        "weights.safetensors",
    ]
    assert is_whole(settings)
    same = wait_for_end(db, jobs.submit_run(settings, db, wide(epochs=run.kept_epoch), OWNER))
    assert same.state == "finished", same.error
    assert weights(settings, same) == weights(settings, run)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "what"), [(WEIGHTS - 300_000, "The weights could not be"), (CHECKPOINT - 500_000, "The checkpoint could")]
)
def test_a_worker_that_cannot_write_its_files_fails_the_run_and_keeps_the_last_good_weights(settings, db, limit, what):
    run = jobs.submit_run(settings, db, wide(epochs=10_000), OWNER)
    wait_for_epoch(db, run, 2)
    (worker,) = processes_of(settings, "worker")
    saved = artifacts.checkpoint_folder(settings, run.id) / "checkpoint.safetensors"
    assert saved.stat().st_size > CHECKPOINT > len(weights(settings, run)) > WEIGHTS
    worker.rlimit(psutil.RLIMIT_FSIZE, (limit, limit))

    run = wait_for_end(db, run)
    assert (run.state, run.restarts, run.test_count) == ("failed", 0, None)
    assert what in run.error and "Make room there" in run.error
    assert lifecycle.test_readings(db, run.id) == ()
    assert_nothing_good_is_lost(settings, db, run)


@pytest.mark.slow
def test_a_run_on_a_disk_without_a_free_byte_fails_with_a_sentence_and_its_weights(tmp_path: Path):
    """Database, weights and checkpoint share the disk, so there is no room even for the run's ending."""
    home = tmp_path / "small"
    home.mkdir()
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'runs.sqlite'}")
    with disk_of(home, "16m"):
        db = open_database(settings)
        try:
            run = jobs.submit_run(settings, db, wide(epochs=10_000), OWNER)
            wait_for_epoch(db, run, 2)
            with (home / "filler").open("ab", buffering=0) as filler, contextlib.suppress(OSError):
                while True:
                    filler.write(bytes(4096))
            run = wait_for_end(db, run)
            (home / "filler").unlink()
            assert (run.state, run.restarts) == ("failed", 0)
            assert "No space left on device" in run.error or "disk is full" in run.error
            assert_nothing_good_is_lost(settings, db, run)
        finally:
            end_processes_of(settings)
            db.dispose()
