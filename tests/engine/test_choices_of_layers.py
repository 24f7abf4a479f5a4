"""What a student may choose of a block's layers: as Keras counts and computes it, and alike in the exported script."""

from typing import get_args

import numpy as np
import pytest

from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.layers.base import BlockActivation
from builder.design.network.network import Network
from builder.design.network.output import Output
from builder.design.training.optimizers import SGD
from builder.design.training.training import Training
from builder.engine.backend import keras, tf
from builder.engine.build import build_model, compile_model
from builder.engine.inside.grad_cam import grad_cams
from builder.export import to_script
from tests.bent import BENT
from tests.recipes import everywhere

#: Neither square nor of ten classes, and small, so that shapes that are mixed up show.
IMAGES = ImageSource(dataset="digits", shape=(8, 12, 3), classes=("a", "b", "c"))

NETWORKS = {
    **{
        name: Network(
            conv_blocks=(ConvBlock(filters=4, activation=name),), dense_blocks=(DenseBlock(units=4, activation=name),)
        )
        for name in get_args(BlockActivation)
        if name != ConvBlock().activation
    },
    "no bias": Network(conv_blocks=(ConvBlock(filters=4, use_bias=False),), dense_blocks=(DenseBlock(use_bias=False),)),
    "normalisation first": Network(
        conv_blocks=(ConvBlock(filters=4, batch_normalization="once", order="normalization_first"),), dense_blocks=()
    ),
    "as fast recipes": Network(
        conv_blocks=(
            ConvBlock(
                filters=4,
                convolutions=2,
                activation="gelu",
                use_bias=False,
                order="pooling_first",
                batch_normalization="each",
                normalization_scale=False,
                normalization_momentum=0.6,
                normalization_epsilon=1e-12,
            ),
        ),
        to_vector="global_max",
        dense_blocks=(DenseBlock(units=4, batch_normalization=True, normalization_scale=False),),
    ),
    "residual": Network(conv_blocks=(ConvBlock(filters=4, convolutions=3, residual=True),), dense_blocks=()),
    "separable": Network(
        conv_blocks=(ConvBlock(filters=4, convolution="separable", kernel_initializer="he_normal", l2=0.01),),
        dense_blocks=(),
    ),
    "residual and separable": Network(
        conv_blocks=(
            ConvBlock(
                filters=4,
                convolutions=3,
                residual=True,
                convolution="separable",
                order="pooling_first",
                batch_normalization="each",
            ),
        ),
        dense_blocks=(),
    ),
    "orthogonal": Network(
        conv_blocks=(ConvBlock(filters=4, kernel_initializer="orthogonal"),),
        dense_blocks=(),
        output=Output(use_bias=False, kernel_initializer="orthogonal"),
    ),
    "partial identity": Network(
        conv_blocks=(ConvBlock(filters=5, convolutions=2, kernel_initializer="dirac", kernel_size=5, l2=0.01),),
        dense_blocks=(),
        output=Output(use_bias=False, kernel_initializer="fan_in_uniform", logit_scale=1 / 9),
    ),
    "partial identity, residual and separable": Network(
        conv_blocks=(
            ConvBlock(filters=5, convolutions=2, kernel_initializer="dirac", convolution="separable"),
            ConvBlock(filters=5, convolutions=2, kernel_initializer="dirac", residual=True, dropout=0.1),
        ),
        dense_blocks=(),
        output=Output(kernel_initializer="unit_normal", logit_scale=1 / 9),
    ),
    "global average": Network(conv_blocks=(ConvBlock(filters=4),), to_vector="global_average", dense_blocks=()),
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_app_and_script_start_alike_and_are_alike_after_a_step(network):
    experiment = Experiment(
        network=network, training=Training(optimizer=SGD(), learning_rate=0.1), data=Data(images=IMAGES)
    )
    everywhere.keras_agrees(experiment)
    assert everywhere.by_link(experiment) == experiment
    space: dict = {"__name__": "script"}
    exec(to_script(experiment), space)
    models = build_model(experiment), space["build_model"]()
    before = models[0].get_weights()
    equal(before, models[1].get_weights())
    draw = np.random.default_rng(1)
    images, labels = draw.random((8, 8, 12, 3), dtype=np.float32), draw.integers(0, 3, 8)
    for model in models:
        compile_model(model, experiment.training)
        model.run_eagerly = True  # one step is not worth compiling
        model.train_on_batch(images, labels)
    assert not all(np.array_equal(*pair) for pair in zip(before, models[0].get_weights(), strict=True))
    equal(models[0].get_weights(), models[1].get_weights())


def equal(ours: list[np.ndarray], theirs: list[np.ndarray]) -> None:
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)


def test_the_order_of_a_block_and_its_normalisation_are_what_the_fields_say():
    """The block of D. Page's and K. Jordan's recipes: Conv, MaxPool, BatchNorm, GELU, Conv, BatchNorm, GELU."""
    layers = build_model(Experiment(network=NETWORKS["as fast recipes"], data=Data(images=IMAGES))).layers[1:8]
    assert [type(layer).__name__ for layer in layers] == [
        "Conv2D", "MaxPooling2D", "BatchNormalization", "Activation", "Conv2D", "BatchNormalization", "Activation",
    ]  # fmt: skip
    norm, bend = layers[2], layers[3]
    assert (norm.scale, norm.center, norm.momentum, norm.epsilon) == (False, True, 0.6, 1e-12)
    assert bend.activation is keras.activations.gelu and layers[0].activation is keras.activations.linear
    assert not layers[0].use_bias


@pytest.mark.parametrize("name", get_args(BlockActivation))
def test_an_activation_is_the_one_that_its_name_says(name):
    assert hasattr(keras.activations, name), f"Keras has no activation that it calls {name}."
    network = Network(conv_blocks=(ConvBlock(filters=1, activation=name),))
    layer = build_model(Experiment(network=network)).get_layer("conv2d")
    np.testing.assert_allclose(layer.activation(np.array([-1.0, 0.0, 1.0], np.float32)), BENT[name], atol=1e-5)


def test_parameters_without_bias_and_scale_are_those_of_the_recipe():
    """By hand, for 64 filters on 24 channels: 9·24·64 and 9·64·64 weights, 2·64 offsets, 4·64 moving statistics."""
    block = NETWORKS["as fast recipes"].conv_blocks[0].model_copy(update={"filters": 64})
    first = ConvBlock(filters=24, pooling="none")
    rows = summarize(Experiment(network=Network(conv_blocks=(first, block)))).rows
    of_block = [row for row in rows if row.place.index == 1]
    assert sum(row.trainable for row in of_block) == 13_824 + 36_864 + 128
    assert sum(row.non_trainable for row in of_block) == 256
    assert sum(row.multiply_adds for row in of_block) == 32 * 32 * 13_824 + 16 * 16 * 36_864


def test_a_residual_block_adds_what_the_first_convolution_came_to_before_the_last_activation():
    """As the third convolution of K. Jordan's largest network: by hand, from what Keras's layers give."""
    block = ConvBlock(
        filters=4, convolutions=3, residual=True, order="pooling_first", batch_normalization="each", activation="gelu"
    )
    model = build_model(Experiment(network=Network(conv_blocks=(block,), dense_blocks=()), data=Data(images=IMAGES)))
    images = np.random.default_rng(0).random((2, 8, 12, 3), dtype=np.float32)
    names = ["activation", "batch_normalization_2", "activation_2"]
    start, end, block_output = keras.Model(model.input, [model.get_layer(name).output for name in names])(images)
    assert start.shape == end.shape == (2, 4, 6, 4)
    np.testing.assert_allclose(block_output, keras.activations.gelu(start + end), atol=1e-6)


def test_the_two_kernels_of_a_separable_convolution_are_drawn_apart():
    """Of one channel both draw from the same range where the kernel is 1x1: equal numbers would be one draw."""
    block = ConvBlock(filters=1, kernel_size=1, convolution="separable", kernel_initializer="he_uniform")
    images = ImageSource(dataset="digits", shape=(8, 12, 1), classes=("a", "b", "c"))
    layer = build_model(Experiment(network=Network(conv_blocks=(block,)), data=Data(images=images))).layers[1]
    assert float(np.ravel(layer.depthwise_kernel)[0]) != float(np.ravel(layer.pointwise_kernel)[0])


def test_the_parameters_and_multiply_adds_of_a_separable_convolution_by_hand():
    """9·3 + 3·32 weights and 32 biases; each of 32·32 places multiplies every weight once."""
    network = Network(conv_blocks=(ConvBlock(convolution="separable"),))
    row = summarize(Experiment(network=network)).rows[0]
    assert (row.parameters, row.multiply_adds) == (27 + 96 + 32, 1024 * (27 + 96))


@pytest.mark.parametrize("convolution", ["full", "separable"])
def test_a_partial_identity_passes_its_input_through_its_first_filters(convolution):
    """A linear convolution of 4 filters on 3 colours begins with the picture itself, and a fourth map."""
    block = ConvBlock(
        filters=4,
        kernel_size=5,
        kernel_initializer="dirac",
        convolution=convolution,
        order="normalization_first",
        pooling="none",
    )
    model = build_model(Experiment(network=Network(conv_blocks=(block,)), data=Data(images=IMAGES)))
    images = np.random.default_rng(0).random((2, 8, 12, 3), dtype=np.float32)
    maps = np.asarray(model.layers[1](images))
    np.testing.assert_allclose(maps[..., :3], images, atol=1e-6)
    fourth = np.asarray(model.layers[1].kernel if convolution == "full" else model.layers[1].pointwise_kernel)[..., 3]
    limit = 1 / np.sqrt(75 if convolution == "full" else 3)
    assert 0 < np.abs(fourth).max() <= limit and len(np.unique(fourth)) == fourth.size


def test_the_initialisers_of_the_output_have_the_spread_that_they_promise():
    """Of 32·32·8 inputs: within 1/sqrt(8192), or a standard deviation of 1."""
    block = ConvBlock(filters=8, pooling="none")
    kernels = {
        name: np.asarray(
            build_model(
                Experiment(
                    network=Network(conv_blocks=(block,), dense_blocks=(), output=Output(kernel_initializer=name))
                )
            )
            .layers[-1]
            .kernel
        )
        for name in ("fan_in_uniform", "unit_normal")
    }
    assert 0.99 / np.sqrt(8192) < np.abs(kernels["fan_in_uniform"]).max() <= 1 / np.sqrt(8192)
    assert kernels["unit_normal"].std() == pytest.approx(1, abs=0.02)


def test_logits_are_scaled_before_softmax_in_float32():
    network = Network(dense_blocks=(), output=Output(logit_scale=0.1))
    model = build_model(Experiment(network=network, data=Data(images=IMAGES)), "mixed_bfloat16")
    dense, scaling, softmax = model.layers[-3:]
    assert [layer.compute_dtype for layer in (dense, scaling, softmax)] == ["float32"] * 3
    features = np.random.default_rng(0).normal(size=(2, dense.kernel.shape[0])).astype(np.float32)
    given = softmax(scaling(dense(features)))
    expected = np.exp(0.1 * (features @ np.asarray(dense.kernel)))
    np.testing.assert_allclose(given, expected / expected.sum(axis=1, keepdims=True), rtol=1e-5)


def test_grad_cam_is_that_of_the_probability_where_softmax_is_a_layer_of_its_own_and_there_is_no_bias():
    """Against TensorFlow's own gradient of the probability, which this small network does not lose."""
    for output in (Output(use_bias=False), Output(use_bias=False, logit_scale=0.5)):
        network = Network(conv_blocks=(ConvBlock(filters=6),), dense_blocks=(), output=output)
        model = build_model(Experiment(network=network, data=Data(images=IMAGES)))
        image = np.random.default_rng(0).integers(0, 256, (8, 12, 3), dtype=np.uint8)
        both = keras.Model(model.input, [model.get_layer("conv2d").output, model.output])
        with tf.GradientTape() as tape:
            maps, probabilities = both(image[None] / np.float32(255))
            score = probabilities[:, 1]
        weights = np.asarray(tape.gradient(score, maps)).mean(axis=(1, 2))
        expected = np.maximum((np.asarray(maps) * weights[:, None, None, :]).sum(axis=-1)[0], 0)
        given = grad_cams(model, image, [1], "conv2d")[0]
        assert expected.max() > 0
        np.testing.assert_allclose(given, expected / expected.max(), atol=1e-4)
