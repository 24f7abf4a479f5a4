"""Several steps in a call of TensorFlow: chosen by measurement where it can matter, and the same training."""

import numpy as np
import pytest

from builder.datasets.images import Split
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import Training
from builder.engine import meter as progress
from builder.engine import remembered, steps
from builder.engine.errors import NonFiniteLossError
from builder.engine.fit import fit
from builder.engine.side_by_side import Trial, side_by_side
from builder.engine.steps import choose_steps, steps_worth_measuring
from builder.presets import get
from builder.words.reasons import said
from tests.engine.recorder import Recorder

NETWORK = Network(
    conv_blocks=(ConvBlock(filters=4, batch_normalization="once", dropout=0.2),),
    dense_blocks=(DenseBlock(units=8, dropout=0.2),),
)


def experiment(**training) -> Experiment:
    usual = {"batch_size": 64, "epochs": 3, "steps_per_epoch": 18, "augmentation": Augmentation(rotation=10)}
    return Experiment(network=NETWORK, training=Training(**usual | training))


def trained(split: Split, folder, several: int, recorder: Recorder | None = None, **training):
    return fit(
        experiment(**training), split, recorder or Recorder(), folder / "bundle", folder, steps_per_execution=several
    )


def curve(result) -> list:
    return [epoch.model_copy(update={"seconds": 0}) for epoch in result.epochs]


def same_weights(one, other) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one.model.get_weights(), other.model.get_weights(), strict=True))


@pytest.fixture
def reports_every_call(monkeypatch):
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.0)


@pytest.fixture(scope="module")
def in_sixes(digits, tmp_path_factory):
    """The training without a break, six steps a call."""
    return trained(digits, tmp_path_factory.mktemp("six"), 6)


def test_six_steps_a_call_train_the_same_steps_on_the_same_images(digits, tmp_path, in_sixes):
    one, six = trained(digits, tmp_path / "one", 1), in_sixes
    for a, b in zip(one.model.get_weights(), six.model.get_weights(), strict=True):
        assert np.allclose(a, b, atol=1e-4)
    assert [epoch.loss for epoch in six.epochs] == pytest.approx([epoch.loss for epoch in one.epochs], abs=1e-4)


@pytest.mark.usefixtures("reports_every_call")
def test_reports_come_after_every_call_and_count_every_image(digits, tmp_path):
    recorder = Recorder()
    trained(digits, tmp_path, 6, recorder, epochs=1)
    training = [report for report in recorder.reports if report.phase != "validating"]
    # The 18 batches of 64 are less than one pass over the 1,199 images.
    assert [report.images_done for report in training] == [0, 6 * 64, 12 * 64, 18 * 64]
    validated = [report.images_done for report in recorder.reports if report.phase == "validating"]
    assert validated[-1] == len(digits.validation.images)


@pytest.mark.usefixtures("reports_every_call")
@pytest.mark.parametrize("reports", [3, *(pytest.param(other, marks=pytest.mark.slow) for other in (2, 6, 9))])
def test_a_run_that_is_paused_between_two_calls_ends_as_one_that_is_not(digits, tmp_path, in_sixes, reports):
    whole = in_sixes
    pausing = Recorder(pause_when=lambda recorder: len(recorder.reports) >= reports)
    assert trained(digits, tmp_path / "paused", 6, pausing).ending.kind == "pause"
    mended = trained(digits, tmp_path / "paused", 6)
    assert same_weights(whole, mended)
    assert curve(mended) == curve(whole)


@pytest.mark.usefixtures("reports_every_call")
def test_a_loss_that_is_not_finite_ends_the_run_within_one_call(digits, tmp_path):
    # Five layers multiply what steps of this size do to each of them: a few batches go beyond float32.
    deep = Network(conv_blocks=(), dense_blocks=(DenseBlock(units=32, l2=0.1),) * 4)
    training = Training(optimizer="sgd", learning_rate=10, batch_size=32, epochs=3, steps_per_epoch=30)
    recorder = Recorder()
    with pytest.raises(NonFiniteLossError, match="in epoch 1"):
        fit(Experiment(network=deep, training=training), digits, recorder, tmp_path, steps_per_execution=15)
    assert [report.images_done for report in recorder.reports] == [0] and recorder.epochs == []


def with_batch(preset: str, batch_size: int, epochs: int = 20) -> Experiment:
    design = get(preset).experiment
    return design.model_copy(
        update={"training": design.training.model_copy(update={"batch_size": batch_size, "epochs": epochs})}
    )


@pytest.mark.parametrize(
    ("design", "image_count", "expected"),
    [
        (with_batch("0", 32), 40_000, 10),  # 1,250 steps an epoch
        (with_batch("0", 64), 40_000, 5),  # 625
        (with_batch("0", 128), 40_000, 1),  # 313 is a prime
        (with_batch("0", 512), 40_000, 1),  # 512 images at once take 30 ms, and 79 is a prime
        (with_batch("0", 32), 1_199, 1),  # 38 steps an epoch, 760 in all: over before the measurement
        (with_batch("15", 32), 40_000, 1),  # a large network
        (get("16").experiment, 40_000, 1),  # 100 steps an epoch, but a large network
    ],
)
def test_only_many_short_steps_are_worth_measuring(design, image_count, expected):
    assert steps_worth_measuring(design, image_count) == expected


@pytest.fixture
def speeds(monkeypatch):
    """Images a second by the number of steps, and which were measured."""
    measured, speeds = [], {1: 100.0, 10: 120.0}

    def trial(experiment, images, labels, precision, several) -> Trial:
        measured.append((precision, several))
        return lambda seconds: speeds[several]

    monkeypatch.setattr(steps, "trial", trial)
    return speeds, measured


IMAGES, LABELS = np.zeros((40_000, 32, 32, 3), np.uint8), np.zeros(40_000, np.uint8)


def chosen(folder, design: Experiment, precision: str = "float32"):
    return choose_steps(design, IMAGES, LABELS, precision, folder)


def test_the_faster_number_is_taken_and_the_figures_are_the_reason(tmp_path, speeds):
    choice = chosen(tmp_path, with_batch("0", 32))
    assert choice.steps_per_execution == 10
    assert said(choice.reason) == "10 steps in each call of TensorFlow gave 120 images/s, one step 100."
    speeds[0][10] = 99.0
    choice = chosen(tmp_path / "elsewhere", with_batch("0", 32))
    assert choice.steps_per_execution == 1
    assert said(choice.reason) == "One step in each call of TensorFlow gave 100 images/s, 10 steps 99."


def test_a_design_is_measured_once_for_each_format_batch_size_and_processor(tmp_path, speeds, monkeypatch):
    first = chosen(tmp_path, with_batch("0", 32))
    assert chosen(tmp_path, with_batch("0", 32, epochs=30)) == first
    assert len(speeds[1]) == 2
    chosen(tmp_path, with_batch("0", 32), "mixed_bfloat16")
    assert speeds[1][2:] == [("mixed_bfloat16", 1), ("mixed_bfloat16", 10)]
    chosen(tmp_path, with_batch("0", 16, epochs=20))
    assert len(speeds[1]) == 6
    monkeypatch.setattr(remembered, "processor", lambda: "Another, 8 cores")
    chosen(tmp_path, with_batch("0", 32))
    assert len(speeds[1]) == 8


def test_what_is_not_worth_measuring_is_not_measured(tmp_path, speeds):
    choice = chosen(tmp_path, with_batch("15", 128))
    assert (choice.steps_per_execution, choice.reason, speeds[1]) == (1, None, [])
    assert not list(tmp_path.iterdir())


def test_a_real_measurement_gives_images_a_second(digits):
    design = experiment(epochs=300, steps_per_epoch=None)
    for several in (1, 10):
        train = steps.trial(design, digits.train.images, digits.train.labels, "float32", several)
        assert 10 < train(0.1) < 10_000_000


def test_the_middle_one_of_the_rounds_decides():
    """A processor that slows down to a fifth in two rounds, for the one or for the other."""
    slow = iter([100, 20, 100, 100, 20])
    other = iter([110, 110, 22, 111, 110])
    assert side_by_side(lambda seconds: next(slow), lambda seconds: next(other)) == (100, 111)
