"""The exported scripts of the presets beyond the slides, and how a script splits CIFAR-10."""

import ast
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from builder.export import to_script
from builder.export.data_code import data_code
from builder.presets import BEYOND


def formatted(script: str) -> str:
    """The script with one statement or argument a line, as this repository's own code."""
    ruff = [sys.executable, "-m", "ruff", "format", "--line-length", "120", "-"]
    return subprocess.run(ruff, input=script, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("preset", BEYOND.values(), ids=lambda preset: preset.id)
def test_a_script_needs_keras_and_numpy_alone_and_is_short(preset):
    script = to_script(preset.experiment)
    modules = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(script))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert modules == {"keras", "numpy"}
    assert len(formatted(script).splitlines()) <= 135
    assert max(map(len, script.splitlines())) <= 120


def test_the_script_of_fast_90_has_at_most_120_lines_with_its_own_split_of_the_training_images():
    script = to_script(BEYOND["20"].experiment)
    assert len(formatted(script).splitlines()) <= 120
    assert "order[1000:].ravel(), order[:1000].ravel()" in script


def test_a_script_writes_blocks_that_differ_in_their_filters_once():
    script = to_script(BEYOND["20"].experiment)
    assert "for filters in (56, 112, 112):" in script and script.count("layers.Conv2D(filters, (3, 3)") == 2


def test_a_script_keeps_a_fifth_of_each_class_for_validation_and_any_stretch_of_the_rest_has_all_classes():
    labels = np.random.default_rng(1).permutation(np.repeat(np.arange(10), 5_000))[:, None]
    pixels = np.arange(50_000)  # each image is its own number
    load = SimpleNamespace(load_data=lambda: ((pixels, labels), (pixels[:100], labels[:100])))
    space: dict = {"np": np, "keras": SimpleNamespace(datasets=SimpleNamespace(cifar10=load))}
    exec(data_code(BEYOND["20"].experiment.data), space)
    (train, train_labels), (val, val_labels), _ = space["load_data"]()
    assert sorted([*train, *val]) == list(range(50_000))
    assert (labels.ravel()[train] == train_labels).all() and (labels.ravel()[val] == val_labels).all()
    assert np.bincount(train_labels).tolist() == [4_000] * 10 and np.bincount(val_labels).tolist() == [1_000] * 10
    assert np.bincount(train_labels[:400]).tolist() == [40] * 10


def test_the_script_of_the_preset_that_trains_on_all_images_says_so():
    script = to_script(BEYOND["21"].experiment)
    assert "train_images = np.concatenate([train_images, val_images])" in script
    assert "the slides" not in script.split("def load_data")[1]
