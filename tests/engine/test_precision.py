"""The number format: chosen by measurement, remembered, pinned, and computing what it should."""

import numpy as np
import pytest

from builder.datasets.images import Split
from builder.datasets.sources import CIFAR10
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.engine import precision, remembered
from builder.engine.backend import keras
from builder.engine.build import build_model
from builder.engine.fit import fit
from builder.engine.precision import choose_precision
from builder.presets import get
from builder.progress.speed import Overflow
from builder.words.reasons import said
from tests.engine.recorder import Recorder

SMALL = Experiment(network=Network(conv_blocks=(ConvBlock(filters=4, batch_normalization="once"),), dense_blocks=()))


def with_precision(name: str) -> Experiment:
    return SMALL.model_copy(update={"training": Training(precision=name, epochs=1, batch_size=64)})


@pytest.fixture
def speeds(monkeypatch):
    """Images a second by format, and which were measured."""
    measured, speeds = [], {"float32": 100.0, "mixed_bfloat16": 250.0}

    class Trial:
        is_finite = True

        def __init__(self, experiment, images, labels, name):
            self.name = name
            measured.append(name)

        def __call__(self, seconds: float) -> float:
            return speeds[self.name]

    monkeypatch.setattr(precision, "FormatTrial", Trial)
    monkeypatch.setattr(precision, "has_bfloat16", lambda: True)
    return speeds, measured


def chosen(digits: Split, folder, experiment=SMALL):
    return choose_precision(experiment, digits.train.images, digits.train.labels, folder)


def test_the_faster_format_is_taken_and_the_figures_are_the_reason(digits, tmp_path, speeds):
    choice = chosen(digits, tmp_path)
    assert choice.precision == "mixed_bfloat16"
    assert said(choice.reason) == "Measured here: 100 images/s in float32, 250 in bfloat16."
    speeds[0]["float32"] = 300.0
    assert chosen(digits, tmp_path / "elsewhere").precision == "float32"


def test_a_design_is_measured_once_on_a_machine(digits, tmp_path, speeds, monkeypatch):
    first = chosen(digits, tmp_path)
    assert chosen(digits, tmp_path) == first
    assert chosen(digits, tmp_path, SMALL.model_copy(update={"name": "Another name"})) == first
    assert len(speeds[1]) == 2
    chosen(digits, tmp_path, get("0").experiment)
    assert len(speeds[1]) == 4
    monkeypatch.setattr(remembered, "processor", lambda: "Another, 8 cores")
    chosen(digits, tmp_path)
    assert len(speeds[1]) == 6


def test_the_same_network_on_larger_images_or_more_classes_is_measured_anew(digits, tmp_path, speeds):
    larger = CIFAR10.model_copy(update={"shape": (64, 64, 3)})
    more = CIFAR10.model_copy(update={"classes": (*CIFAR10.classes, "house")})
    for images in (CIFAR10, larger, more):
        chosen(digits, tmp_path, SMALL.on(images))
    assert len(speeds[1]) == 6


def test_what_is_remembered_and_damaged_is_measured_again(digits, tmp_path, speeds):
    first = chosen(digits, tmp_path)
    for file in tmp_path.iterdir():
        file.write_text('{"precision": "float8"')
    assert chosen(digits, tmp_path) == first


def test_a_pinned_format_and_a_processor_without_bfloat16_need_no_measurement(digits, tmp_path, speeds, monkeypatch):
    assert chosen(digits, tmp_path, with_precision("float32")).precision == "float32"
    assert chosen(digits, tmp_path, with_precision("mixed_bfloat16")).precision == "mixed_bfloat16"
    monkeypatch.setattr(precision, "has_bfloat16", lambda: False)
    choice = chosen(digits, tmp_path)
    assert (choice.precision, said(choice.reason)) == ("float32", "This processor has no instructions for bfloat16.")
    assert speeds[1] == []


def test_a_real_measurement_gives_images_a_second(digits):
    train = precision.FormatTrial(SMALL, digits.train.images, digits.train.labels, "float32")
    assert 10 < train(0.1) < 10_000_000


def test_a_format_that_goes_beyond_its_range_on_these_images_is_not_taken(digits, tmp_path, monkeypatch):
    """Grey images give whitened colours that are the same everywhere, whose variance of 0 an epsilon of 1e-12 follows:
    each such layer multiplies its gradient by a million."""
    monkeypatch.setattr(precision, "has_bfloat16", lambda: True)

    def in_turns(full, half) -> tuple[float, float]:
        for train in (full, full, full, half, half, half):
            train(0.0)
        return 1.0, 2.0  # on processors without instructions for it bfloat16 is the slower one

    monkeypatch.setattr(precision, "side_by_side", in_turns)
    choice = chosen(digits, tmp_path, get("19").experiment.on("digits"))
    assert (choice.precision, choice.reason) == ("float32", Overflow())


def test_bfloat16_computes_the_inner_layers_and_float32_keeps_weights_and_output():
    model = build_model(get("13").experiment, "mixed_bfloat16", seed=0)
    assert {layer.compute_dtype for layer in model.layers[1:-1]} == {"bfloat16"}
    assert model.layers[-1].compute_dtype == "float32" and model.output.dtype == "float32"
    assert {variable.dtype for variable in model.weights} == {"float32"}
    plain = build_model(get("13").experiment, seed=0)
    assert {layer.compute_dtype for layer in plain.layers[1:]} == {"float32"}
    assert all(np.array_equal(a, b) for a, b in zip(plain.get_weights(), model.get_weights(), strict=True))


def test_a_network_learns_the_digits_in_bfloat16(digits, tmp_path):
    training = Training(epochs=6, batch_size=32, learning_rate=0.003, precision="mixed_bfloat16")
    design = Experiment(network=Network(conv_blocks=(ConvBlock(filters=8),)), training=training)
    result = fit(design, digits, Recorder(), tmp_path, precision="mixed_bfloat16")
    assert result.model.layers[1].compute_dtype == "bfloat16"
    assert isinstance(result.model, keras.Model) and result.validation_accuracy > 0.85
