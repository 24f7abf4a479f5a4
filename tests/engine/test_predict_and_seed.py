"""What a network says of images, and what its seed decides."""

import numpy as np

from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.engine.build import build_model
from builder.engine.predict import probabilities

DESIGN = Experiment(
    network=Network(
        conv_blocks=(ConvBlock(filters=3, dropout=0.5), ConvBlock(filters=3, kernel_initializer="he_normal")),
        dense_blocks=(DenseBlock(units=5),),
    )
)


def test_probabilities_are_ten_a_picture_and_add_up_to_one(trained, digits):
    images = np.resize(digits.test.images, (600, 32, 32, 3))  # more than are passed through at once
    said = probabilities(trained.result.model, images)
    assert said.shape == (600, 10)
    assert said.dtype == np.float32
    assert np.allclose(said.sum(axis=1), 1, atol=1e-5)


def test_probabilities_are_those_of_keras_predict_on_pixels_divided_by_255(trained, digits):
    images = digits.test.images[:70]
    expected = trained.result.model.predict(images.astype(np.float32) / 255, verbose=0)
    assert np.allclose(probabilities(trained.result.model, images), expected, atol=1e-5)


def test_no_pictures_give_no_probabilities(trained):
    assert probabilities(trained.result.model, np.zeros((0, 32, 32, 3), np.uint8)).shape == (0, 10)


def test_dropout_is_silent_when_predicting(digits):
    model, images = build_model(DESIGN, seed=0), digits.test.images[:5]
    assert np.array_equal(probabilities(model, images), probabilities(model, images))


def test_initial_weights_follow_from_the_seed_alone():
    first, again, other = build_model(DESIGN, seed=1), build_model(DESIGN, seed=1), build_model(DESIGN, seed=2)
    for one, same, different in zip(first.get_weights(), again.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(one, same)
        assert one.ndim == 1 or not np.array_equal(one, different)  # biases begin at zero


def test_layers_of_one_shape_begin_differently():
    design = Experiment(network=Network(conv_blocks=(ConvBlock(convolutions=3, filters=3),), dense_blocks=()))
    kernels = [layer.kernel.numpy() for layer in build_model(design, seed=0).layers if hasattr(layer, "kernel")]
    assert not np.array_equal(kernels[1], kernels[2])


def test_initial_weights_have_the_variance_that_their_initialiser_promises():
    # He: 2 / inputs; Glorot: 2 / (inputs + outputs). 3x3 kernels with 64 filters each.
    for name, variance in (("he_uniform", 2 / 576), ("he_normal", 2 / 576),
                           ("glorot_uniform", 2 / 1152), ("glorot_normal", 2 / 1152)):  # fmt: skip
        block = ConvBlock(convolutions=2, filters=64, kernel_initializer=name)
        model = build_model(Experiment(network=Network(conv_blocks=(block,), dense_blocks=())), seed=0)
        assert np.isclose(model.get_layer("conv2d_1").kernel.numpy().var(), variance, rtol=0.05)
