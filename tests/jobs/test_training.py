"""Runs from Train to their end, in real processes."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest

from builder import jobs
from builder.datasets.held_out import held_out_indices
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.jobs.executor.local import processes
from builder.jobs.executor.local.standby import TOKEN_VARIABLE
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.followed import load_followed
from builder.store.artifacts.predictions import load_predictions
from builder.store.runs import lifecycle, owners, readings, records
from builder.store.runs.curves import epochs_of
from builder.words.reasons import said
from tests.jobs.watching import (
    OWNER,
    processes_of,
    small,
    training,
    wait_for_end,
    wait_for_epoch,
    wait_until,
    worker_of,
)
from tests.patience import HANG_SECONDS


def test_a_submitted_run_finishes_with_its_test_accuracy_and_the_predictions_that_it_comes_from(
    settings, db, soon_idle
):
    run = jobs.submit_run(settings, db, small(epochs=2), OWNER)
    assert run.state == "queued"
    run = wait_for_end(db, run)
    assert (run.state, run.error) == ("finished", None)
    assert [epoch.epoch for epoch in epochs_of(db, run.id)] == [1, 2]
    assert run.has_weights and run.end_reason and run.processor and run.versions["tensorflow"]

    labels, probabilities, indices = load_predictions(artifacts_of(settings), run.id, "test")
    assert (len(labels), probabilities.shape) == (50, (50, 10))  # limit 200: a quarter of it for the test
    assert run.test_count == 50
    assert run.test_accuracy == np.mean(probabilities.argmax(axis=1) == labels)
    assert [reading.reason for reading in readings.test_readings(db, run.id)] == ["finished"]
    np.testing.assert_array_equal(indices, held_out_indices(run.experiment, "test", settings))

    judged = load_predictions(artifacts_of(settings), run.id, "validation")
    assert run.validation_accuracy == pytest.approx(np.mean(judged.probabilities.argmax(axis=1) == judged.labels))
    np.testing.assert_array_equal(judged.indices, held_out_indices(run.experiment, "validation", settings))

    followed = load_followed(artifacts_of(settings), run.id, classes=10)
    assert (followed.epoch, len(followed.images), len(set(followed.labels))) == (2, 8, 8)
    kept = [judged.probabilities[judged.labels == label] for label in followed.labels]  # the weights of the last epoch
    for one, of_its_class in zip(followed.probabilities, kept, strict=True):
        assert np.isclose(one, of_its_class, atol=1e-5).all(axis=1).any()

    wait_until(lambda: not processes_of(settings))


@pytest.mark.slow
def test_a_loss_that_is_not_finite_ends_the_run_as_failed_with_a_sentence(settings, db, soon_idle):
    # Eight convolutions in a row, and steps of 10 in each weight: the first epoch exceeds what float32 holds.
    deep = Network(conv_blocks=(ConvBlock(filters=8, convolutions=4, pooling="none"),) * 2, dense_blocks=())
    experiment = small(epochs=20, learning_rate=10.0).model_copy(update={"network": deep})
    run = wait_for_end(db, jobs.submit_run(settings, db, experiment, OWNER))
    assert run.state == "failed"
    assert "learning rate" in said(run.error) and "Traceback" not in said(run.error)


@pytest.mark.slow
def test_the_steps_in_each_call_are_measured_and_recorded_before_the_first_epoch_and_kept_after_a_crash(settings, db):
    """150 steps in each of 40 epochs, so that several in a call can be worth it."""
    design = small(epochs=40, limit=None, precision="float32")
    design = design.model_copy(update={"training": design.training.model_copy(update={"batch_size": 8})})
    run = wait_for_epoch(db, jobs.submit_run(settings, db, design, OWNER))
    assert run.steps_per_execution in (1, 15)
    assert re.fullmatch(r"(15|One) steps? in each call of TensorFlow gave [\d,]+ images/s, .*", said(run.steps_reason))
    worker_of(db, run).kill()
    again = wait_for_epoch(db, run, run.epochs + 2)
    assert again.restarts == 1
    assert (again.steps_per_execution, again.steps_reason) == (run.steps_per_execution, run.steps_reason)
    owners.request_stop(db, run.id, OWNER)
    assert wait_for_end(db, run).state == "stopped"


@pytest.mark.slow
def test_five_runs_that_are_submitted_at_once_all_finish_exactly_once(settings, db, soon_idle):
    with ThreadPoolExecutor(5) as threads:
        submitted = list(threads.map(lambda _: jobs.submit_run(settings, db, small(limit=40), OWNER), range(5)))
    at_once = []

    def ended() -> bool:
        at_once.append(len(processes_of(settings, "worker")))
        return not records.list_runs(db, states=records.ACTIVE)

    wait_until(ended, progress=training(db))
    runs = [records.get_run(db, run.id) for run in submitted]
    assert [run.state for run in runs] == ["finished"] * 5
    assert [len(readings.test_readings(db, run.id)) for run in runs] == [1] * 5
    assert max(at_once) == 1


def test_a_worker_whose_attempt_is_not_the_runs_ends_and_changes_nothing(settings, db):
    run = lifecycle.submit(db, small(), OWNER)
    lifecycle.claim_next(db)
    worker = processes.start(settings, "worker", run.id, extra={TOKEN_VARIABLE: "another token"})
    assert worker.wait(HANG_SECONDS) == 0
    run = records.get_run(db, run.id)
    assert (run.state, run.epochs, run.error) == ("running", 0, None)


@pytest.mark.slow
def test_training_outlives_whoever_submitted_it(settings, db, soon_idle):
    code = (
        "import sys\n"
        "from builder import jobs\n"
        "from builder.store.schema.database import open_database\n"
        "from builder.settings import load_settings\n"
        "from builder.design.document import from_json\n"
        "settings = load_settings()\n"
        "print(jobs.submit_run(settings, open_database(settings), from_json(sys.argv[1]), sys.argv[2]).id)\n"
    )
    submitted = subprocess.run(
        [sys.executable, "-c", code, small(epochs=3).to_json(), OWNER],
        env=processes.environment_for(settings),
        capture_output=True,
        text=True,
        check=True,
    )
    run = records.get_run(db, submitted.stdout.strip())
    worker = worker_of(db, run)
    if psutil.POSIX:  # a session of its own: nothing that ends the submitter's terminal reaches it
        assert os.getsid(worker.pid) == worker.pid
    assert wait_for_end(db, run).state == "finished"
