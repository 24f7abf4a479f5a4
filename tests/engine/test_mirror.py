"""The mirror average: the mean of what a network says of an image and of its mirror image, wherever it is evaluated."""

import numpy as np
import pytest

from builder.datasets.images import Split
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.engine.backend import keras
from builder.engine.build import build_model
from builder.engine.bundle import load_bundle
from builder.engine.exported import write_exported
from builder.engine.fit import fit
from builder.engine.predict import probabilities
from builder.engine.result import FitResult
from tests.engine.recorder import Recorder

PLAIN = Experiment(
    network=Network(conv_blocks=(ConvBlock(filters=4, batch_normalization="once", l2=0.01),), dense_blocks=()),
    training=Training(batch_size=64, epochs=2, learning_rate=0.01),
)
MIRRORED = changed(PLAIN, training=changed(PLAIN.training, mirror_average=True))


@pytest.fixture(scope="module")
def results(digits: Split, tmp_path_factory) -> tuple[FitResult, FitResult, Experiment, keras.Model]:
    """The training of each design, and the second as it is read from its bundle."""
    folder = tmp_path_factory.mktemp("mirrored")
    plain = fit(PLAIN, digits, Recorder(), folder / "plain")
    return plain, fit(MIRRORED, digits, Recorder(), folder / "mirrored"), *load_bundle(folder / "mirrored")


def mean(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """By Keras's own predict of a network of one view."""
    pixels = images.astype(np.float32) / 255
    return (model.predict(pixels, verbose=0) + model.predict(pixels[:, :, ::-1], verbose=0)) / 2


def test_it_leaves_training_as_it_is(results):
    plain, mirrored, _, _ = results
    for one, other in zip(plain.model.get_weights(), mirrored.model.get_weights(), strict=True):
        assert np.array_equal(one, other)
    assert [epoch.loss for epoch in plain.epochs] == [epoch.loss for epoch in mirrored.epochs]


def test_validation_predictions_and_a_network_from_its_bundle_say_the_mean_of_both_views(results, digits: Split):
    plain, mirrored, design, read = results
    images, labels = digits.validation.images, digits.validation.labels
    expected = mean(plain.model, images)
    for model in (mirrored.model, read):
        assert np.allclose(probabilities(model, images), expected, atol=1e-6)
    assert design.training.mirror_average
    last = mirrored.epochs[-1]
    assert last.val_accuracy == pytest.approx((expected.argmax(axis=1) == labels).mean())
    penalty = float(sum(plain.model.losses))
    cross_entropy = -np.log(expected[np.arange(len(labels)), labels]).mean()
    assert last.val_loss == pytest.approx(cross_entropy + penalty, rel=1e-4)
    assert last.val_loss != pytest.approx(plain.epochs[-1].val_loss, rel=1e-3)


def test_a_file_for_other_programs_holds_the_network_of_one_view(results, digits: Split, tmp_path):
    plain, mirrored, _, _ = results
    write_exported(mirrored.model, "keras", tmp_path / "network.keras")
    pixels = digits.test.images[:9].astype(np.float32) / 255
    loaded = keras.models.load_model(tmp_path / "network.keras")
    assert np.allclose(loaded.predict(pixels, verbose=0), plain.model.predict(pixels, verbose=0), atol=1e-6)


def test_a_design_without_it_evaluates_by_keras_own_steps():
    model = build_model(PLAIN, seed=0)
    assert not {"test_step", "predict_step"} & vars(model).keys()
