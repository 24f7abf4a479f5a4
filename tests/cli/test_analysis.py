"""`analyse` and `predictions` on stored predictions that were made up: no process is started."""

import json

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, f1_score

from builder.cli.main import main
from builder.datasets.held_out import held_out_images, held_out_indices
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from tests.ui.made_runs import design, ended_run

OWNER = "a" * 64


@pytest.fixture
def run(commands_db):
    """A finished run on the digits, with predictions for its 299 validation and 299 test images."""
    run = ended_run(commands_db, design("4"), OWNER, accuracy=0.6, epochs=20, test=(200, 299))
    for seed, kind in enumerate(("validation", "test")):
        keep(run, kind, seed)
    return run


def keep(run, kind, seed, with_indices=True):
    settings = load_settings()
    indices = held_out_indices(run.experiment, kind, settings)
    labels = held_out_images(run.experiment, kind, settings, range(len(indices))).labels
    random = np.random.default_rng(seed)
    powers = np.exp(3 * random.normal(size=(len(labels), 10)) + 5 * np.eye(10)[labels])
    said = powers / powers.sum(axis=1, keepdims=True)
    save_predictions(artifacts_of(settings), run.id, kind, labels, said, indices if with_indices else None)
    return labels, said.astype(np.float32), indices


def analysed(capsys, *arguments):
    assert main(["analyse", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_analyse_says_what_scikit_learn_says_of_the_validation_images(run, capsys):
    labels, said, _ = keep(run, "validation", 7)
    document = analysed(capsys, run.id)
    right = said.argmax(axis=1)
    assert document["confusion"] == confusion_matrix(labels, right).tolist()
    assert document["count"] == 299 and document["accuracy"] == pytest.approx((right == labels).mean())
    assert [one["f1"] for one in document["classes"]] == pytest.approx(f1_score(labels, right, average=None))
    assert [one["name"] for one in document["classes"]] == list("0123456789")
    assert set(document["classes"][0]) == {"name", "precision", "recall", "f1", "support"}
    calibration = document["calibration"]
    assert len(calibration["bins"]) == 10 and sum(one["count"] for one in calibration["bins"]) == 299
    assert calibration["temperature"] > 1 and calibration["ece_after"] < calibration["ece"]
    assert document["coach"][0]["kind"] == "still_improving"
    assert set(document["coach"][0]) == {"kind", "sentence", "numbers", "epochs", "project"}


def test_the_test_set_is_looked_at_with_the_temperature_of_the_validation_images(run, capsys):
    validation, test = analysed(capsys, run.id), analysed(capsys, run.id, "--test")
    assert test["confusion"] != validation["confusion"]
    assert test["calibration"]["temperature"] == validation["calibration"]["temperature"]


def test_a_doubtful_label_is_named_by_its_index_in_the_data_set(run, capsys):
    labels, said, indices = keep(run, "validation", 3)
    place, other = 17, (labels[17] + 1) % 10
    said[place] = np.eye(10)[other] * 0.99 + 0.001
    save_predictions(artifacts_of(load_settings()), run.id, "validation", labels, said, indices)
    (found,) = [one for one in analysed(capsys, run.id)["doubtful"] if one["index"] == int(indices[place])]
    assert (found["given"], found["suggested"]) == (str(labels[place]), str(other))
    assert found["number"] == 18  # the run's page counts from 1
    assert found["probability"] == pytest.approx(0.991, abs=1e-3)


def test_for_people_it_is_a_table_and_sentences(run, capsys):
    assert main(["analyse", run.id]) == 0
    text = capsys.readouterr().out
    assert "299 images, accuracy" in text and "expected calibration error" in text and "Still improving: " in text


@pytest.mark.parametrize("with_indices", [True, False], ids=["saved today", "saved by an older version"])
def test_predictions_are_written_as_they_are_with_the_indices_of_the_images(run, with_indices, tmp_path, capsys):
    labels, said, indices = keep(run, "test", 5, with_indices)
    file = tmp_path / "said.npz"
    assert main(["predictions", run.id, "--test", "--output", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"output": str(file), "count": 299}
    with np.load(file) as written:
        assert set(written) == {"indices", "labels", "probabilities"}
        np.testing.assert_array_equal(written["indices"], indices)
        np.testing.assert_array_equal(written["labels"], labels)
        np.testing.assert_allclose(written["probabilities"], said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["analyse", "nosuchid"], "There is no run"),
        (["predictions", "RUN", "--output", "said.csv"], "ends with .npz"),
        (["predictions", "RUN", "--output", "no/such/folder/said.npz"], "cannot be written"),
        (["analyse", "UNTESTED", "--test"], "has not been measured on the test set"),
        (["analyse", "FAILED"], "nothing to look at"),
    ],
)
def test_what_cannot_be_is_one_line_and_status_2(run, commands_db, arguments, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    untested = ended_run(commands_db, design(), OWNER)
    keep(untested, "validation", 0)
    named = {"RUN": run.id, "UNTESTED": untested.id}
    if "FAILED" in arguments:
        named["FAILED"] = ended_run(commands_db, design(), OWNER, accuracy=None, state="failed").id
    assert main([named.get(word, word) for word in arguments]) == 2
    told = capsys.readouterr().err
    assert said in told and len(told.splitlines()) == 1
