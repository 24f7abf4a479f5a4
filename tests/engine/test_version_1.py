"""Weights and checkpoints of version 1 are still used: a trained run predicts as it did, a paused one resumes.

`version_1/RUN` are folders that version 1 left behind, and `version_1/resumed.json` is what it made of the paused runs
when they went on.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from builder.datasets.table import load_split
from builder.engine.bundle import load_bundle
from builder.engine.fit import fit
from builder.engine.predict import probabilities
from builder.words.reasons import said
from tests.engine.recorder import Recorder

KEPT = Path(__file__).parent / "version_1"
RESUMED = json.loads((KEPT / "resumed.json").read_text(encoding="utf-8"))
FINISHED = next(folder for folder in KEPT.iterdir() if (folder / "test_predictions.safetensors").exists())


def test_a_trained_run_predicts_what_it_predicted(settings):
    experiment, model = load_bundle(FINISHED)
    kept = safetensors.numpy.load_file(FINISHED / "test_predictions.safetensors")
    test = load_split(experiment.data, settings).test
    np.testing.assert_array_equal(test.labels, kept["labels"])
    np.testing.assert_allclose(probabilities(model, test.images), kept["probabilities"], atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("run", sorted(RESUMED))
def test_a_paused_run_resumes_where_it_was_and_comes_to_its_end(run, settings, tmp_path):
    was = RESUMED[run]
    folder = tmp_path / run
    shutil.copytree(KEPT / run, folder)
    experiment, _ = load_bundle(folder)
    recorder = Recorder()
    result = fit(experiment, load_split(experiment.data, settings), recorder, folder, folder / "checkpoint")
    epochs = [epoch.model_dump(exclude={"seconds"}) for epoch in result.epochs]
    before = was["checkpoint_epochs"]
    assert epochs[:before] == [without_seconds(epoch) for epoch in was["epochs"][:before]]
    # The epoch that the break fell into, or the one after it: on another processor its last digits may differ.
    assert epochs[before]["loss"] == pytest.approx(was["epochs"][before]["loss"], rel=1e-3)
    assert len(epochs) == len(was["epochs"]) and said(result.ending) == was["end_reason"]


def without_seconds(epoch: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in epoch.items() if name != "seconds"}
