"""Stop, and what a stopped run is still good for: one run, stopped once, and looked at by several tests."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from builder import jobs
from builder.datasets.held_out import held_out_indices
from builder.jobs import SubmitError
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import has_predictions, load_predictions, save_predictions
from builder.store.errors import NotOwnerError
from builder.store.runs import lifecycle, owners, readings, records
from builder.store.runs.curves import epochs_of
from builder.words.reasons import said
from tests.jobs.watching import (
    OWNER,
    gone,
    processes_of,
    small,
    wait_for_end,
    wait_for_epoch,
    wait_for_task,
    wait_until,
    worker_of,
)


@pytest.fixture(scope="module")
def stopped(shared_home, shared_db):
    """A run that was stopped in the midst of training, and whose process is gone.

    benchmarks/page.py has the seconds that this takes.
    """
    run = jobs.submit_run(shared_home, shared_db, small(epochs=10_000), OWNER)
    wait_for_epoch(shared_db, run)
    worker = worker_of(shared_db, run)
    shown = jobs.stop_run(shared_home, shared_db, run.id, OWNER)
    assert shown.stop_requested
    assert gone(worker)
    return wait_for_end(shared_db, run)


@pytest.fixture(scope="module")
def pictures():
    return [np.full((32, 32, 3), shade, np.uint8) for shade in (0, 255)]


def test_a_run_that_is_stopped_keeps_what_was_trained(stopped, shared_db):
    run = stopped
    assert run.state == "stopped"
    assert run.has_weights and run.validation_accuracy is not None
    assert len(epochs_of(shared_db, run.id)) == run.epochs >= 1
    assert said(run.end_reason).startswith("Stopped on request")
    assert f"the weights of epoch {run.kept_epoch} are kept" in said(run.end_reason) and run.kept_epoch == run.epochs


def test_stopping_does_not_read_the_test_set(stopped, shared_home, shared_db):
    run = stopped
    assert run.test_accuracy is None
    assert readings.test_readings(shared_db, run.id) == ()
    with pytest.raises(ArtifactError):
        load_predictions(artifacts_of(shared_home), run.id, "test")


def test_several_callers_are_answered_by_one_inference_process_and_later_ones_by_the_same(
    stopped, pictures, shared_home, shared_db
):
    run = stopped

    def ask(picture):
        return wait_for_task(shared_db, jobs.classify(shared_home, shared_db, run.id, picture))

    with ThreadPoolExecutor(2) as callers:
        first = list(callers.map(ask, pictures))
    (process,) = processes_of(shared_home, "inference")
    assert [task.state for task in first] == ["done", "done"]
    for task in first:
        assert len(task.result["probabilities"]) == 10
        assert sum(task.result["probabilities"]) == pytest.approx(1, abs=1e-5)

    again = ask(pictures[0])
    assert again.result["probabilities"] == first[0].result["probabilities"]
    assert processes_of(shared_home, "inference") == [process]


def test_anybody_may_ask_for_the_validation_predictions_and_all_get_the_same_task(stopped, shared_home, shared_db):
    run = stopped
    assert not has_predictions(artifacts_of(shared_home), run.id, "validation")
    asked = [jobs.request_validation_predictions(shared_home, shared_db, run.id, owner) for owner in ("someone", None)]
    assert asked[0].id == asked[1].id
    task = wait_for_task(shared_db, asked[0])
    found = load_predictions(artifacts_of(shared_home), run.id, "validation")
    correct = int((found.probabilities.argmax(axis=1) == found.labels).sum())
    assert (task.error, task.result) == (None, {"count": 50, "correct": correct})
    assert correct / 50 == pytest.approx(run.validation_accuracy)  # in the number format that it trained in
    np.testing.assert_array_equal(found.indices, held_out_indices(run.experiment, "validation", shared_home))
    assert records.get_run(shared_db, run.id).test_accuracy is None


def test_answers_are_calibrated_once_there_are_validation_predictions_enough(stopped, pictures, shared_home, shared_db):
    run = stopped

    def ask():
        return wait_for_task(shared_db, jobs.classify(shared_home, shared_db, run.id, pictures[0])).result

    before = ask()
    assert before["temperature"] is None
    kept = load_predictions(artifacts_of(shared_home), run.id, "validation")
    labels = np.arange(200, dtype=np.uint8) % 10
    sure = np.eye(10, dtype=np.float32)[(labels + (np.arange(200) < 80)) % 10] * 0.99 + 0.001  # 60 % are right
    try:
        save_predictions(artifacts_of(shared_home), run.id, "validation", labels, sure)
        after = ask()
    finally:
        save_predictions(artifacts_of(shared_home), run.id, "validation", *kept)
    temperature = after["temperature"]
    assert temperature > 1
    expected = np.array(before["probabilities"]) ** (1 / temperature)
    np.testing.assert_allclose(after["probabilities"], expected / expected.sum(), rtol=1e-3)


@pytest.mark.slow
@pytest.mark.timing
def test_a_warm_inference_process_answers_within_a_third_of_a_second(stopped, pictures, shared_home, shared_db):
    def ask() -> float:
        began = time.monotonic()
        wait_for_task(shared_db, jobs.classify(shared_home, shared_db, stopped.id, pictures[0]))
        return time.monotonic() - began

    ask()  # which starts it, unless it has been started
    assert min(ask() for _ in range(5)) < 0.3


def test_a_network_that_cannot_be_loaded_is_told_in_a_sentence(stopped, pictures, shared_home, shared_db):
    run = lifecycle.submit(shared_db, small(), OWNER)
    owners.request_stop(shared_db, run.id, OWNER)
    task = wait_for_task(shared_db, jobs.classify(shared_home, shared_db, run.id, pictures[0]))
    assert task.state == "failed" and "weights" in said(task.error)

    broken = stopped
    weights = artifacts_of(shared_home).folder(broken.id) / "weights.safetensors"
    whole = weights.read_bytes()
    try:
        weights.write_bytes(whole[: len(whole) // 2])
        os.utime(weights, ns=(1, 1))
        task = wait_for_task(shared_db, jobs.classify(shared_home, shared_db, broken.id, pictures[0]))
        assert task.state == "failed" and "Traceback" not in said(task.error)
    finally:
        weights.write_bytes(whole)


def test_only_the_owner_has_a_stopped_run_measured_and_only_once(stopped, shared_home, shared_db):
    run = stopped
    with pytest.raises(NotOwnerError):
        jobs.request_test_reading(shared_home, shared_db, run.id, "someone else")
    asked = [jobs.request_test_reading(shared_home, shared_db, run.id, OWNER) for _ in range(2)]
    assert asked[0].id == asked[1].id  # the second finds the first under way
    task = wait_for_task(shared_db, asked[0])
    assert (task.state, task.error) == ("done", None)

    labels, probabilities, indices = load_predictions(artifacts_of(shared_home), run.id, "test")
    correct = int((probabilities.argmax(axis=1) == labels).sum())
    assert task.result == {"count": 50, "correct": correct}
    run = records.get_run(shared_db, run.id)
    assert (run.test_count, run.test_accuracy) == (50, correct / 50)
    assert [reading.reason for reading in readings.test_readings(shared_db, run.id)] == ["requested"]

    with pytest.raises(SubmitError, match="already"):
        jobs.request_test_reading(shared_home, shared_db, run.id, OWNER)


def test_a_run_that_is_stopped_while_tensorflow_starts_ends_as_stopped_and_keeps_nothing(shared_home, shared_db):
    run = jobs.submit_run(shared_home, shared_db, small(epochs=10_000), OWNER)
    wait_until(lambda: processes_of(shared_home, "worker"))
    jobs.stop_run(shared_home, shared_db, run.id, OWNER)
    run = wait_for_end(shared_db, run)
    assert (run.state, run.epochs, run.has_weights) == ("stopped", 0, False)
    assert run.end_reason and run.error is None
