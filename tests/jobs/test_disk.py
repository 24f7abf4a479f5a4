"""A worker whose disk is full: the run says so, what was good is kept, and everything else goes on."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

import psutil
import pytest

from builder import jobs
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.local import ROOM_FILE
from builder.store.runs import readings, records
from builder.store.runs.curves import epochs_of
from builder.store.schema.database import open_database
from builder.words.reasons import said
from tests.jobs.watching import OWNER, end_processes_of, small, wait_for_end, wait_for_epoch, wait_until, worker_of
from tests.patience import HANG_SECONDS
from tests.small_disk import disk_of

pytestmark = pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="only Linux limits another process")

#: With the network below the weights take a megabyte, a checkpoint three; the database stays below half of one.
WEIGHTS, CHECKPOINT = 1_000_000, 3_000_000
#: More than are trained before the disk is full.
EPOCHS = 60


def wide(epochs: int = EPOCHS):
    """A network with a quarter of a million parameters, which trains on 200 digits in a moment."""
    network = Network(conv_blocks=(ConvBlock(filters=4),), dense_blocks=(DenseBlock(units=256),))
    return small(epochs=epochs).model_copy(update={"network": network})


def is_whole(settings: Settings) -> bool:
    connection = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
    answer = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return answer == [("ok",)]


def weights(settings: Settings, run) -> bytes:
    return (artifacts_of(settings).folder(run.id) / "weights.safetensors").read_bytes()


class Untroubled(NamedTuple):
    """What a run of `wide()` ends with that nothing happens to."""

    weights: bytes
    losses: list[tuple[float, float]]


@pytest.fixture(scope="module")
def untroubled(shared_home, shared_db) -> Untroubled:
    """Trained once, in a home of its own: what comes of a design depends on no home."""
    run = wait_for_end(shared_db, jobs.submit_run(shared_home, shared_db, wide(), OWNER))
    assert (run.state, run.epochs) == ("finished", EPOCHS), run.error
    return Untroubled(weights(shared_home, run), losses(shared_db, run))


def losses(db, run) -> list[tuple[float, float]]:
    return [(epoch.loss, epoch.val_loss) for epoch in epochs_of(db, run.id)]


def assert_nothing_is_lost(settings: Settings, db, run, untroubled: Untroubled) -> None:
    """The paused run's weights are those of the epoch that it names; it goes on to the weights of an untroubled one."""
    assert (run.state, run.restarts, run.test_count, run.error) == ("paused", 0, None, None)
    assert run.has_weights and 2 <= run.kept_epoch == run.epochs < EPOCHS
    assert [epoch.epoch for epoch in epochs_of(db, run.id)] == list(range(1, run.epochs + 1))
    assert readings.test_readings(db, run.id) == ()
    assert is_whole(settings)
    same = wait_for_end(db, jobs.submit_run(settings, db, wide(epochs=run.kept_epoch), OWNER))
    assert same.state == "finished", same.error
    assert weights(settings, same) == weights(settings, run)

    jobs.resume_run(settings, db, run.id, OWNER)
    run = wait_for_end(db, run)
    ended = (run.state, run.epochs, said(run.end_reason), run.error)
    assert ended == ("finished", EPOCHS, f"All {EPOCHS} epochs were trained", None)
    assert weights(settings, run) == untroubled.weights
    assert losses(db, run) == untroubled.losses
    # It is taken away once the run's end is known.
    folder = artifacts_of(settings).folder(run.id)
    wait_until(lambda: "checkpoint" not in [path.name for path in folder.iterdir()])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "what"), [(WEIGHTS - 300_000, "The weights could not be"), (CHECKPOINT - 500_000, "The checkpoint could")]
)
def test_a_worker_that_cannot_write_its_files_pauses_the_run_says_why_and_goes_on_later(
    settings, db, untroubled, limit, what
):
    run = jobs.submit_run(settings, db, wide(), OWNER)
    wait_for_epoch(db, run, 2)
    worker = worker_of(db, run)
    saved = artifacts_of(settings).checkpoint(run.id) / "checkpoint.safetensors"
    assert saved.stat().st_size > CHECKPOINT > len(weights(settings, run)) > WEIGHTS
    worker.rlimit(psutil.RLIMIT_FSIZE, (limit, limit))

    run = wait_until_paused(db, run)
    assert what in said(run.end_reason) and "Make room on the disk of the home folder" in said(run.end_reason)
    assert_nothing_is_lost(settings, db, run, untroubled)


@pytest.mark.slow
def test_a_run_on_a_disk_without_a_free_byte_pauses_with_a_sentence_and_goes_on_once_there_is_room(
    tmp_path: Path, untroubled: Untroubled
):
    """Database, weights and checkpoint share the disk: for the sentence there is only the room that was kept for it."""
    home = tmp_path / "small"
    home.mkdir()
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'runs.sqlite'}")
    with disk_of(home, "24m"):
        db = open_database(settings)
        try:
            run = jobs.submit_run(settings, db, wide(), OWNER)
            wait_for_epoch(db, run, 2)
            room = artifacts_of(settings).checkpoint(run.id) / ROOM_FILE
            with (home / "filler").open("ab", buffering=0) as filler:
                fill(filler, room, lambda: is_paused(db, run))
            run = wait_until_paused(db, run)
            (home / "filler").unlink()
            assert "No space left on device" in said(run.end_reason) or "disk is full" in said(run.end_reason)
            assert_nothing_is_lost(settings, db, run, untroubled)
        finally:
            end_processes_of(settings)
            db.dispose()


def fill(filler: BinaryIO, room: Path, paused: Callable[[], bool]) -> None:
    """Writes until the disk is full, and whatever is freed after, until the room is given away or the run is paused.

    What is freed for the sentence must not be taken away from it; and the sentence may not need that room, where it is
    written in the moment in which a checkpoint that did not fit has been removed.
    """
    deadline = time.monotonic() + HANG_SECONDS
    while room.exists():
        try:
            filler.write(bytes(4096))
        except OSError:
            if paused():
                return
            assert time.monotonic() < deadline, "the disk is full, and the run goes on"


def is_paused(db, run) -> bool:
    now = records.get_run(db, run.id)
    assert now.state in ("running", "paused"), now.error or now.end_reason
    return now.state == "paused"


def wait_until_paused(db, run):
    wait_until(lambda: is_paused(db, run))
    return records.get_run(db, run.id)
