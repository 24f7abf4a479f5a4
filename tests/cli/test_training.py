"""The command line with real training: a run from its command to its classified picture."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from benchmarks.app_process import end_processes_of
from builder.cli.main import main

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("cli-home")
    yield home
    end_processes_of(home)


@pytest.fixture(scope="module")
def builder(home):
    """Calls `python -m builder` in that home; gives the finished process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
    environment |= {"BUILDER_HOME": str(home), "BUILDER_NICE": "0"}

    def call(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "builder", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    return call


@pytest.fixture(scope="module")
def trained(builder):
    """Project 0 on the digits for 12 epochs, with a smaller batch than the project's so that it learns."""
    answer = builder("train", "--preset", "0", "--dataset", "digits", "--epochs", "12", "--seed", "3", "--json")
    assert answer.returncode == 0, answer.stderr
    return answer, json.loads(answer.stdout)


def test_train_gives_one_document_and_its_progress_on_stderr(trained):
    answer, document = trained
    assert set(document) == {
        "run", "state", "epochs", "validation_accuracy", "test_accuracy", "seconds", "marks",
    }  # fmt: skip
    assert document["marks"] == []
    assert document["state"] == "finished" and document["epochs"] == 12 and document["seconds"] > 0
    assert "Epoch 12" in answer.stderr
    assert f"See what it learned: /run?id={document['run']} in the app" in answer.stderr
    # Ten balanced classes: guessing gets 0.1; logistic regression on these images gets over 0.9.
    assert document["validation_accuracy"] > 0.5 and document["test_accuracy"] > 0.5


def test_runs_leaderboard_and_show_tell_of_the_same_run(builder, trained):
    _, document = trained
    (listed,) = json.loads(builder("runs", "--json").stdout)
    (ranked,) = json.loads(builder("leaderboard", "--json").stdout)
    shown = json.loads(builder("show", document["run"], "--json").stdout)
    assert listed == ranked
    assert {key: listed[key] for key in document} == document
    assert (listed["preset"], listed["dataset"], listed["parameters"]) == ("0", "digits", 263_402)
    assert [row["epoch"] for row in shown["curve"]] == list(range(1, 13))
    assert set(shown["curve"][0]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"}
    assert shown["curve"][-1]["val_accuracy"] == pytest.approx(document["validation_accuracy"])
    assert shown["experiment"]["training"]["seed"] == 3


def test_the_shown_experiment_is_a_spec_that_summary_reads(builder, trained, tmp_path):
    shown = json.loads(builder("show", trained[1]["run"], "--json").stdout)
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(shown["experiment"]), encoding="utf-8")
    assert json.loads(builder("summary", "--spec", str(spec), "--json").stdout)["total"] == 263_402


def test_classify_recognises_a_digit_with_the_best_finished_run(builder, trained, tmp_path):
    digits = load_digits()
    picture = tmp_path / "digit.png"
    zero = next(image for image, label in zip(digits.images, digits.target, strict=True) if label == 0)
    Image.fromarray((np.kron(zero, np.ones((20, 20))) * 15.9).astype(np.uint8)).save(picture)
    answer = builder("classify", str(picture), "--json")
    document = json.loads(answer.stdout)
    assert document["model"] == "Project 0"
    probabilities = [row["probability"] for row in document["classes"]]
    assert len(probabilities) == 10 and probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) == pytest.approx(1, abs=1e-4)
    assert document["classes"][0]["name"] == "0"


def test_an_exported_run_has_the_runs_network(builder, trained, tmp_path):
    output = tmp_path / "exported.py"
    assert builder("export", "--run", trained[1]["run"], "--output", str(output)).returncode == 0
    assert 'layers.Dense(32, activation="relu")' in output.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_run_whose_loss_becomes_infinite_ends_with_status_1_and_a_sentence(builder, tmp_path):
    # With L2 0.1 and learning rate 10, each step multiplies every weight by 1 - 2·0.1·10 = -1 and momentum adds
    # to that: the penalty grows without bound, whatever the images say.
    block = {"filters": 8, "l2": 0.1}
    training = {"optimizer": "sgd", "learning_rate": 10.0, "momentum": 0.99, "epochs": 200, "batch_size": 16}
    document = {
        "network": {"conv_blocks": [block], "dense_blocks": []},
        "training": training,
        "data": {"dataset": "digits", "limit": 400},
    }
    spec = tmp_path / "wild.json"
    spec.write_text(json.dumps(document), encoding="utf-8")
    answer = builder("train", "--spec", str(spec), "--json")
    document = json.loads(answer.stdout)
    assert answer.returncode == 1 and document["state"] == "failed" and "learning rate" in document["error"].lower()


@pytest.mark.slow
def test_a_run_that_is_paused_ends_its_train_command_and_resume_trains_it_to_its_end(
    builder, home, monkeypatch, capsys
):
    arguments = ("train", "--preset", "0", "--dataset", "digits", "--limit", "100", "--epochs", "120", "--json")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
    command = [sys.executable, "-m", "builder", *arguments]
    training = subprocess.Popen(
        command, cwd=ROOT, env=environment | {"BUILDER_HOME": str(home), "BUILDER_NICE": "0"}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not (line := training.stderr.readline()).startswith("Epoch 1:"):
        assert line, "it ended before its first epoch"
    # In this process: to start another one for a command may take longer than the training.
    monkeypatch.setenv("BUILDER_HOME", str(home))
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    main(["runs", "--json"])
    active = next(run for run in json.loads(capsys.readouterr().out) if run["state"] == "running")
    main(["pause", active["run"], "--json"])
    paused = json.loads(capsys.readouterr().out)
    assert paused["state"] == "paused" and 1 <= paused["epochs"] < 120
    out, _ = training.communicate()
    assert training.returncode == 1 and json.loads(out)["state"] == "paused"
    resumed = builder("resume", active["run"], "--json")
    assert resumed.returncode == 0 and json.loads(resumed.stdout)["epochs"] == 120
    assert "Epoch 1:" not in resumed.stderr
