"""A run that was trained here is verified, taken away, imported and evaluated: one training for all of it."""

import os
import subprocess
import sys

import numpy as np
import pytest
import safetensors.numpy
from sqlalchemy import Engine

from builder import jobs
from builder.design.cost.evaluation import images_at_once
from builder.design.cost.summary import summarize
from builder.engine.build import build_model
from builder.engine.predict import images_at_once as engine_images_at_once
from builder.export.verification_code import to_verification
from builder.presets import PRESETS
from builder.proof import verify as verifying
from builder.proof.bundle import bundle
from builder.proof.errors import ProofError
from builder.proof.importing import import_run
from builder.proof.verify import verify
from builder.proof.words import verified_sentence
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.judged_by import NAME
from builder.store.board.leaks import usual_count
from builder.store.board.ranking import ranked
from builder.store.errors import NotOwnerError
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import Run, get_run
from builder.words.reasons import said
from tests.jobs.watching import OWNER, small, wait_for_end, wait_for_epoch, wait_for_task

TEACHER = "b" * 64
OTHER = "c" * 64
#: Runs the script of each folder that it is told of, as in a process of its own, and answers once it has ended.
ONE_AFTER_ANOTHER = """
import contextlib, os, runpy, sys
import keras
for folder in map(str.strip, sys.stdin):
    keras.utils.clear_session()
    os.chdir(folder)
    sys.argv = ["verification.py", folder]
    with contextlib.redirect_stdout(sys.stderr):
        runpy.run_path("verification.py", run_name="__main__")
    print("done", flush=True)
"""


@pytest.fixture(scope="module")
def trained(shared_home, shared_db):
    return wait_for_end(shared_db, jobs.submit_run(shared_home, shared_db, small(epochs=2), OWNER))


@pytest.fixture
def with_weights(shared_home, trained):
    """Writes these weights for a run's, until the test is over."""
    path = artifacts_of(shared_home).folder(trained.id) / "weights.safetensors"
    whole = path.read_bytes()
    yield path
    path.write_bytes(whole)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A process for the scripts of several readings, since each of them loads Keras first."""
    home = str(tmp_path_factory.mktemp("keras"))
    environment = os.environ | verifying._ENVIRONMENT | {"KERAS_HOME": home, "HOME": home}
    command = [sys.executable, "-I", "-c", ONE_AFTER_ANOTHER]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield process
        process.kill()  # it holds nothing that counts


@pytest.fixture
def verify_sooner(loaded, monkeypatch):
    """`verify`, whose script runs in a process that has Keras; the first test has a process of its own for it."""

    def run(folder, meanwhile) -> None:
        print(folder, file=loaded.stdin, flush=True)
        assert loaded.stdout.readline() == "done\n"

    monkeypatch.setattr(verifying, "_run", run)
    return verify


@pytest.mark.slow
def test_the_repeated_reading_finds_the_recorded_accuracy(shared_home, shared_db, trained):
    looked = []
    found = verify(shared_home, shared_db, trained, lambda: looked.append(1))
    assert found.equal and found.accuracy_here == trained.test_accuracy and found.same_weights
    assert len(looked) > 3 and "as recorded" in verified_sentence(found)


@pytest.mark.slow
@pytest.mark.parametrize("sealed", [True, False], ids=["in a whole file", "by a flipped bit"])
def test_one_changed_weight_is_found(shared_home, shared_db, trained, with_weights, sealed, verify_sooner):
    if sealed:
        weights = safetensors.numpy.load(with_weights.read_bytes())
        weights["conv2d/bias"] = weights["conv2d/bias"] + np.array([1e-6, 0, 0, 0], np.float32)
        with_weights.write_bytes(safetensors.numpy.save(weights))
    else:
        data = with_weights.read_bytes()
        with_weights.write_bytes(data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])
    found = verify_sooner(shared_home, shared_db, trained)
    assert not found.equal and found.same_weights is False
    assert verified_sentence(found).startswith("Another result")


@pytest.mark.slow
def test_without_a_record_of_the_weights_a_changed_one_shows_in_the_predictions(
    shared_home, shared_db, trained, with_weights, verify_sooner
):
    record = artifacts_of(shared_home).folder(trained.id) / f"{NAME}.safetensors"
    kept = record.read_bytes()
    record.unlink()
    try:
        weights = safetensors.numpy.load(with_weights.read_bytes())
        weights["dense/bias"] = weights["dense/bias"] + np.array([0.1] + [0] * 9, np.float32)
        with_weights.write_bytes(safetensors.numpy.save(weights))
        found = verify_sooner(shared_home, shared_db, trained)
    finally:
        record.write_bytes(kept)
    assert not found.equal and found.same_weights is None and found.other_answers > 0


@pytest.mark.slow
def test_a_reading_on_request_is_repeated_in_the_format_that_it_was_made_in(shared_home, shared_db, verify_sooner):
    """Whatever format it trained in: a stopped run is loaded anew to be read, in float32."""
    run = jobs.submit_run(shared_home, shared_db, small(epochs=10_000), OWNER)
    wait_for_epoch(shared_db, run)
    jobs.stop_run(shared_home, shared_db, run.id, OWNER)
    stopped = wait_for_end(shared_db, run)
    with pytest.raises(ProofError, match="nothing to verify"):
        verify(shared_home, shared_db, stopped)
    wait_for_task(shared_db, jobs.request_test_reading(shared_home, shared_db, run.id, OWNER))
    found = verify_sooner(shared_home, shared_db, get_run(shared_db, run.id))
    assert found.equal and found.recorded.measured_in == "float32" and found.other_answers == 0


def brought(home: Settings, db: Engine, run: Run, owner: str) -> Run:
    """The run out of its bundle, as on a machine that does not have it: its weights are away meanwhile."""
    data, weights = bundle(home, db, run), {}
    for one in kept_runs(db):
        path = artifacts_of(home).folder(one.id) / "weights.safetensors"
        if path.exists():
            weights[path] = path.rename(path.with_suffix(".away"))
    try:
        return import_run(home, db, data, owner)
    finally:
        for path, away in weights.items():
            away.rename(path)


@pytest.mark.slow
def test_an_imported_run_is_evaluated_once_on_the_images_that_judged_it(shared_home, shared_db, trained, verify_sooner):
    imported = brought(shared_home, shared_db, trained, TEACHER)
    places = {placed.run.id: placed.place for placed in ranked(kept_runs(shared_db), usual_count)}
    assert imported.id in places and places[imported.id] is None
    task = wait_for_task(shared_db, jobs.request_test_reading(shared_home, shared_db, imported.id, TEACHER))
    assert task.state == "done", said(task.error)
    evaluated = get_run(shared_db, imported.id)
    assert evaluated.test_accuracy == imported.claims.test_accuracy
    assert evaluated.validation_accuracy == pytest.approx(imported.claims.validation_accuracy)
    places = {placed.run.id: placed.place for placed in ranked(kept_runs(shared_db), usual_count)}
    assert places[imported.id] is not None
    with pytest.raises(jobs.SubmitError, match="measured on the test set already"):
        jobs.request_test_reading(shared_home, shared_db, imported.id, TEACHER)
    assert verify_sooner(shared_home, shared_db, evaluated).equal


@pytest.mark.slow
def test_an_imported_run_that_other_images_judged_is_not_evaluated(shared_home, shared_db, trained):
    imported = brought(shared_home, shared_db, trained, OTHER)
    files = artifacts_of(shared_home)
    names = files.load_arrays(imported.id, NAME)
    files.save_arrays(imported.id, NAME, names | {"validation": names["validation"] ^ 1, "test": names["test"] ^ 1})
    task = wait_for_task(shared_db, jobs.request_test_reading(shared_home, shared_db, imported.id, OTHER))
    assert task.state == "failed" and "cannot be evaluated fairly" in said(task.error)
    with pytest.raises(ProofError, match="50 of the 50 test images"):
        verify(shared_home, shared_db, imported)


@pytest.mark.parametrize("id", [*PRESETS])
def test_the_script_reads_as_many_images_at_a_time_as_the_engine(id: str):
    experiment = PRESETS[id].experiment
    if id in ("0", "8", "15"):
        assert images_at_once(summarize(experiment)) == engine_images_at_once(build_model(experiment))
    script = to_verification(experiment, measured_in="mixed_bfloat16", images="0" * 64)
    compile(script, "verification.py", "exec")
    assert script.count('dtype="float32")') == 1 and "import builder" not in script


@pytest.mark.slow
def test_a_network_is_written_for_keras_and_tflite(shared_home, shared_db, trained):
    for format, begins in (("keras", b"PK"), ("tflite", b"\x1c\0\0\0TFL3")):
        task = wait_for_task(shared_db, jobs.request_saved_as(shared_home, shared_db, trained.id, format, TEACHER))
        assert task.state == "done", said(task.error)
        assert jobs.saved_file(shared_home, trained.id, format).read_bytes().startswith(begins)
    with pytest.raises(NotOwnerError):
        jobs.request_verification(shared_home, shared_db, trained.id, TEACHER)


def test_a_format_whose_packages_are_missing_is_said(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ended = Run("aaaaaaaa", "Mine", OWNER, small(), "digits", "finished", 0.0, 1, has_weights=True)
    assert jobs.why_not_saved_as(ended, "onnx").endswith("pip install onnx tf2onnx")
    assert jobs.why_not_saved_as(ended, "keras") is None
    assert "has ended with weights" in jobs.why_not_saved_as(ended._replace(state="running"), "keras")
