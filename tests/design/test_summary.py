"""The summary's arithmetic against numbers worked out by hand (the engine's tests compare it with Keras)."""

from functools import partial

import pytest

from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.graph import Wiring
from builder.design.network.layers.base import LAYERS, ShapeError
from builder.design.network.layers.convolution import Conv2D
from builder.design.network.layers.dense import Dense
from builder.design.network.layers.pooling import MaxPooling2D
from builder.design.network.layers.reshaping import Flatten
from builder.design.network.network import Network
from tests.work import python_calls


def layers_of(block):
    wiring = Wiring((32, 32, 3))
    block.lower(wiring)
    return [node.layer for node in wiring.nodes]


def test_each_kind_of_layer_is_named_by_its_keras_class():
    assert all(LAYERS[kind].__name__ == kind == LAYERS[kind].model_fields["kind"].default for kind in LAYERS)


def test_a_convolution_counts_weights_biases_and_multiply_adds():
    layer = Conv2D(filters=32, kernel_size=3)
    assert layer.output_shape((32, 32, 3)) == (32, 32, 32)
    assert layer.trainable_parameters((32, 32, 3)) == 896  # 3·3·3·32 + 32
    assert layer.multiply_adds((32, 32, 3)) == 884_736  # 27 for each of 32·32·32 numbers


def test_pooling_drops_the_odd_row_as_keras_does():
    assert MaxPooling2D().output_shape((7, 5, 4)) == (3, 2, 4)


def test_pooling_a_single_pixel_shows_the_arithmetic():
    with pytest.raises(ShapeError, match="2×2 patches, but the map that reaches it is only 1×1"):
        MaxPooling2D().output_shape((1, 1, 8))


def test_layers_refuse_inputs_of_the_wrong_kind():
    with pytest.raises(ShapeError):
        Dense(units=3).output_shape((2, 2, 3))
    with pytest.raises(ShapeError):
        Conv2D(filters=3).output_shape(Flatten().output_shape((2, 2, 3)))


def test_batch_normalisation_once_sits_after_the_last_convolution_and_each_after_every_one():
    kinds = [layer.kind for layer in layers_of(ConvBlock(convolutions=2, batch_normalization="once", dropout=0.5))]
    assert kinds == ["Conv2D", "Conv2D", "BatchNormalization", "MaxPooling2D", "Dropout"]
    kinds = [layer.kind for layer in layers_of(ConvBlock(convolutions=2, batch_normalization="each", pooling="none"))]
    assert kinds == ["Conv2D", "BatchNormalization", "Conv2D", "BatchNormalization"]


def test_names_and_totals_are_those_that_keras_prints():
    summary = summarize(
        Experiment(network=Network(conv_blocks=(ConvBlock(), ConvBlock()), dense_blocks=(DenseBlock(),)))
    )
    assert [row.name for row in summary.rows] == [
        "conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "flatten", "dense", "dense_1",
    ]  # fmt: skip
    assert summary.total == 896 + 9_248 + (8 * 8 * 32 * 32 + 32) + (32 * 10 + 10)


def test_activation_memory_grows_with_the_batch_and_counts_each_output_once():
    network = Network(conv_blocks=(ConvBlock(),), dense_blocks=())
    per_image = 32 * 32 * 3 + 32 * 32 * 32 + 16 * 16 * 32 + 10
    assert summarize(Experiment(network=network)).activation_bytes(64) == 4 * 64 * per_image


def test_a_network_that_pools_too_often_ends_its_rows_before_the_layer_that_does_not_fit():
    summary = summarize(Experiment(network=Network(conv_blocks=(ConvBlock(),) * 6)))
    assert summary.broken[0].title == "block 6"
    assert summary.rows[-1].kind == "Conv2D" and summary.rows[-1].output_shape == (1, 1, 32)


def test_a_summary_is_no_more_work_for_each_layer_of_a_large_network_than_of_a_small_one():
    """benchmarks/parts.py has the milliseconds."""
    block = ConvBlock(convolutions=4, filters=512, batch_normalization="each", pooling="none", dropout=0.5)
    designs = [Experiment(network=Network(conv_blocks=(block,) * count)) for count in (2, 4, 8)]
    work = [python_calls(partial(summarize, design)) for design in designs]
    assert work[2] - work[1] == pytest.approx(2 * (work[1] - work[0]), rel=0.1)
