"""What stands before the first block is computed from the training images alone, and stays as it is."""

import numpy as np
import pytest

from builder.datasets.images import Images, Split
from builder.datasets.input_statistics import channel_statistics, whitening_kernel
from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.input import Input
from builder.design.network.network import Network
from builder.design.network.output import Output
from builder.design.training.training import Training
from builder.engine.build import build_model
from builder.engine.bundle import load_bundle
from builder.engine.fit import fit
from builder.engine.fitted import fit_input
from builder.export import to_script
from builder.export.training_code import training_steps
from tests.engine.killed import Killed, KilledAfter
from tests.engine.recorder import Recorder
from tests.recipes import everywhere

IMAGES = ImageSource(dataset="digits", shape=(8, 12, 3), classes=("a", "b", "c"))
BLOCK = ConvBlock(filters=4)


def design(given: Input, **training: object) -> Experiment:
    network = Network(conv_blocks=(BLOCK,), dense_blocks=(), input=given)
    return Experiment(network=network, training=Training(**training), data=Data(images=IMAGES))


def pictures(count: int, seed: int = 0) -> np.ndarray:
    """Smooth ones: neighbouring pixels and colours agree, as in photographs."""
    noise = np.random.default_rng(seed).random((count, 8, 12, 3)).cumsum(axis=1).cumsum(axis=2).cumsum(axis=3)
    return (noise / noise.max() * 255).astype(np.uint8)


def test_the_recipes_network_has_its_documented_parameters_and_multiply_adds():
    """1,971,640 weights at widths 64, 256 and 256 beside the moving statistics, and 113.4 tera-multiply-adds for 8
    epochs of 40,000 images with 3 for each forward one: figures of K. Jordan's network and of trainings of it."""

    def block(filters: int) -> ConvBlock:
        return ConvBlock(
            filters=filters,
            convolutions=2,
            activation="gelu",
            use_bias=False,
            order="pooling_first",
            batch_normalization="each",
            normalization_scale=False,
            kernel_initializer="dirac",
        )

    network = Network(
        input=Input(normalization=True, whitening="bias"),
        conv_blocks=tuple(map(block, (64, 256, 256))),
        to_vector="global_max",
        dense_blocks=(),
        output=Output(use_bias=False, logit_scale=1 / 9),
    )
    experiment = Experiment(network=network, data=Data(images="cifar10"))
    summary = summarize(experiment)
    moving = 2 * 2 * (64 + 256 + 256) + 2 * 3
    assert summary.total - moving == 1_971_640
    assert summary.trainable == 1_971_640 - 288
    assert summary.multiply_adds * 3 * 8 * 40_000 / 1e12 == pytest.approx(113.4, abs=0.05)
    everywhere.keras_agrees(experiment)
    model = build_model(experiment)
    assert sum(int(np.prod(weight.shape)) for weight in model.trainable_weights) == summary.trainable


def test_normalised_colours_have_mean_0_and_variance_1_over_the_training_images():
    experiment, images = design(Input(normalization=True)), pictures(50)
    model = build_model(experiment)
    fit_input(model, experiment, images)
    given = np.asarray(model.layers[1](images / np.float32(255)))
    np.testing.assert_allclose(given.mean(axis=(0, 1, 2)), 0, atol=1e-4)
    np.testing.assert_allclose(given.std(axis=(0, 1, 2)), 1, atol=1e-4)


def test_whitened_patches_no_longer_agree_with_one_another():
    """Their covariance is diagonal by the definition of whitening, and below 1 by what is added to each eigenvalue."""
    images = pictures(200)
    _, variance = channel_statistics(images)
    kernel = whitening_kernel(images, variance)
    assert kernel.shape == (2, 2, 3, 24)
    np.testing.assert_array_equal(kernel[..., 12:], -kernel[..., :12])
    patches = np.stack([images[:, y::2, x::2] for y in (0, 1) for x in (0, 1)], axis=3).reshape(-1, 12)
    deviation = np.tile(np.sqrt(variance), 4)
    whitened = patches / 255 / deviation @ kernel[..., :12].reshape(12, 12)
    covariance = np.cov(whitened.T, bias=True)
    assert np.abs(covariance - np.diag(np.diag(covariance))).max() < 1e-3
    values = np.linalg.eigvalsh(np.cov((patches / 255 / deviation).T, bias=True))[::-1]
    np.testing.assert_allclose(np.diag(covariance), values / (values + 5e-4), atol=1e-3)


def test_the_order_of_the_images_changes_nothing():
    images = pictures(1_100)
    turned = images[np.random.default_rng(1).permutation(len(images))]
    for one, other in zip(channel_statistics(images), channel_statistics(turned), strict=True):
        np.testing.assert_array_equal(one, other)
    variance = channel_statistics(images)[1]
    np.testing.assert_array_equal(whitening_kernel(images, variance), whitening_kernel(turned, variance))


def test_a_channel_that_is_the_same_everywhere_leaves_the_filters_of_the_others_finite():
    images = np.random.default_rng(0).integers(0, 256, (20, 8, 8, 3), dtype=np.uint8)
    images[..., 1] = 128
    kernel = whitening_kernel(images, channel_statistics(images)[1])
    assert np.isfinite(kernel).all() and kernel.any()


@pytest.mark.parametrize(
    "given",
    [
        Input(normalization=True),
        Input(whitening="fixed", activation="relu"),
        Input(normalization=True, whitening="bias"),
    ],
    ids=["normalised", "whitened", "both"],
)
def test_a_script_measures_its_training_images_as_the_app_does(given):
    experiment, images = design(given), pictures(40)
    app = build_model(experiment)
    fit_input(app, experiment, images)
    space: dict = {"__name__": "script", "load_data": None}
    exec(to_script(experiment), space)
    space["load_data"] = lambda: ((images, np.zeros(40)), (images, np.zeros(40)), (images, np.zeros(40)))
    steps = training_steps(experiment)
    exec(steps["load"] + steps["build"].replace("model.summary()\n", ""), space)
    for ours, theirs in zip(app.get_weights(), space["model"].get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    trained = 4 + (given.whitening == "bias")  # kernel and bias of the block and of the output
    assert [len(model.trainable_variables) for model in (app, space["model"])] == [trained, trained]


def test_training_fits_the_input_to_its_training_images_and_a_kill_changes_nothing_of_it(tmp_path):
    experiment = design(Input(normalization=True, whitening="bias"), epochs=2, batch_size=16)
    labels = np.arange(48, dtype=np.uint8) % 3
    parts = [Images(pictures(48, seed), labels) for seed in range(3)]
    fit(experiment, Split(*parts), Recorder(), tmp_path / "whole")
    with pytest.raises(Killed):
        fit(experiment, Split(*parts), KilledAfter(1), tmp_path / "mended", checkpoints=tmp_path)
    fit(experiment, Split(*parts), Recorder(), tmp_path / "mended", checkpoints=tmp_path)
    (_, model), (_, mended) = (load_bundle(tmp_path / folder) for folder in ("whole", "mended"))
    for one, other in zip(model.get_weights(), mended.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    mean, variance = channel_statistics(parts[0].images)
    np.testing.assert_array_equal(model.layers[1].moving_mean, mean)
    np.testing.assert_array_equal(model.layers[1].moving_variance, variance)
    np.testing.assert_array_equal(model.layers[2].kernel, whitening_kernel(parts[0].images, variance))
    assert np.any(np.asarray(model.layers[2].bias) != 0)
