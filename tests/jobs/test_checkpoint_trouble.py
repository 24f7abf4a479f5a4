"""Runs whose checkpoint fails them: they say what is wrong, and keep what was good."""

from pathlib import Path

import pytest

from builder import jobs
from builder.engine.bundle import load_bundle
from builder.engine.checkpoint import CHECKPOINT_FILE, DAMAGED_FILE
from builder.engine.sealed import sealed, unsealed
from builder.progress.failure import CheckpointDamaged
from builder.store.artifacts import artifacts_of
from builder.store.runs import records
from builder.store.runs.curves import epochs_of
from builder.words.reasons import said
from tests.jobs.watching import OWNER, in_state, small, wait_for_end, wait_for_epoch, wait_until


def torn(file: Path) -> None:
    """The first half of it, as a disk may leave it that lost its power."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def of_another_version(file: Path) -> None:
    header, tensors = unsealed(file.read_bytes())
    file.write_bytes(b"".join(sealed(tensors, **header | {"version": "99"})))


def paused_run(settings, db):
    """A run that has trained at least two epochs, is far from its end, and is paused."""
    run = jobs.submit_run(settings, db, small(epochs=10_000), OWNER)
    wait_for_epoch(db, run, 2)
    jobs.pause_run(settings, db, run.id, OWNER)
    return wait_until(lambda: in_state(db, run, "paused"))


@pytest.mark.slow
def test_a_run_whose_checkpoint_is_damaged_trains_anew_says_so_and_keeps_the_damaged_file(settings, db):
    run = paused_run(settings, db)
    checkpoint = artifacts_of(settings).checkpoint(run.id) / CHECKPOINT_FILE
    torn(checkpoint)
    damaged = checkpoint.read_bytes()
    jobs.resume_run(settings, db, run.id, OWNER)
    trains = wait_until(lambda: _began_again(db, run))
    assert (trains.state, trains.end_reason, trains.restarts) == ("running", CheckpointDamaged(), 0)
    assert (artifacts_of(settings).folder(run.id) / DAMAGED_FILE).read_bytes() == damaged
    wait_until(lambda: len(epochs_of(db, run.id)) == records.get_run(db, run.id).epochs)
    jobs.stop_run(settings, db, run.id, OWNER)
    ended = wait_for_end(db, run)
    assert (ended.state, ended.error, ended.end_reason.kind) == ("stopped", None, "trained_anew")
    assert "checkpoint was damaged" in said(ended.end_reason)


@pytest.mark.slow
def test_a_run_that_cannot_go_on_from_its_checkpoint_says_why_and_keeps_its_weights(settings, db):
    run = paused = paused_run(settings, db)
    following = jobs.submit_run(settings, db, small(), OWNER)
    wait_for_end(db, following)
    curve = epochs_of(db, run.id)
    weights = artifacts_of(settings).folder(run.id) / "weights.safetensors"
    before = weights.read_bytes()

    of_another_version(artifacts_of(settings).checkpoint(run.id) / CHECKPOINT_FILE)
    jobs.resume_run(settings, db, run.id, OWNER)
    after = wait_for_end(db, run)
    assert (after.state, after.restarts, after.kept_epoch, after.test_count) == ("failed", 0, paused.kept_epoch, None)
    assert "checkpoint of version 99" in said(after.error) and "Train it again" in said(after.error)
    assert said(after.error).endswith(f"The weights after epoch {paused.kept_epoch} are kept.")
    assert weights.read_bytes() == before and epochs_of(db, run.id) == curve
    load_bundle(artifacts_of(settings).folder(run.id))
    assert records.get_run(db, following.id).state == "finished"
    assert "Traceback" not in said(after.error)


def _began_again(db, run):
    now = records.get_run(db, run.id)
    return now if now.end_reason else None
