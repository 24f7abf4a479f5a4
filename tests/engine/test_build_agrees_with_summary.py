"""The summary's arithmetic against Keras itself, over random networks and the 21 course projects."""

import math

import pytest

from builder import presets
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.engine.backend import keras
from builder.engine.build import build_model, keras_layer
from builder.engine.errors import EngineError
from tests.engine.designs import random_network

GROUPS, GROUP = 16, 20
#: Some networks before each commit, all of them where there is time for it.
SOME = [0, *(pytest.param(group, marks=pytest.mark.slow) for group in range(1, GROUPS))]

#: Total, trainable and non-trainable parameters of each project, from the course's table.
PROJECTS = {
    "0": (263_402, 263_402, 0),
    "1": (76_042, 76_042, 0),
    "2": (36_138, 36_138, 0),
    "3": (33_098, 33_098, 0),
    "4": (421_546, 421_546, 0),
    "5": (421_546, 421_546, 0),
    "6": (454_666, 454_666, 0),
    "7": (463_914, 463_914, 0),
    "8": (1_238_506, 1_238_506, 0),
    "9a": (1_238_506, 1_238_506, 0),
    "9b": (1_238_506, 1_238_506, 0),
    "10": (1_242_666, 1_242_666, 0),
    "11": (1_964_842, 1_964_842, 0),
    "12": (1_964_970, 1_964_906, 64),
    "13": (1_967_018, 1_965_930, 1_088),
    "14": (1_967_018, 1_965_930, 1_088),
    "15": (1_967_018, 1_965_930, 1_088),
    "15b": (1_967_018, 1_965_930, 1_088),
    "16": (1_967_018, 1_965_930, 1_088),
    "17": (1_967_018, 1_965_930, 1_088),
    "18": (1_967_018, 1_965_930, 1_088),
}


def built_by_keras_alone(experiment: Experiment) -> keras.Model:
    """The network's layers one after the other, named by Keras; raises where Keras does."""
    keras.utils.clear_session()
    tensor = inputs = keras.Input((32, 32, 3))
    for node in experiment.network.lower(experiment.images):
        tensor = keras_layer(node.layer)(tensor)
    return keras.Model(inputs, tensor)


def numbers(weights: list[keras.Variable]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


@pytest.mark.parametrize("group", SOME)
def test_shapes_names_and_parameters_of_random_networks_are_those_of_keras(group: int):
    for seed in range(group * GROUP, (group + 1) * GROUP):
        design = Experiment(network=random_network(seed))
        summary = summarize(design)
        if summary.broken is not None:
            with pytest.raises(ValueError, match="zero or negative"):
                built_by_keras_alone(design)
            with pytest.raises(EngineError, match=summary.broken[0].title):
                build_model(design, seed=0)
            continue
        model = built_by_keras_alone(design)
        in_keras = [(type(it).__name__, it.name, it.output.shape[1:], it.count_params()) for it in model.layers[1:]]
        in_summary = [(row.kind, row.name, row.output_shape, row.parameters) for row in summary.rows]
        assert in_keras == in_summary, f"seed {seed}"
        assert numbers(model.trainable_weights) == summary.trainable, f"seed {seed}"
        assert numbers(model.non_trainable_weights) == summary.non_trainable, f"seed {seed}"
        assert model.count_params() == summary.total, f"seed {seed}"


def test_the_random_networks_are_valid_and_invalid_and_use_every_layer_kind():
    summaries = [summarize(Experiment(network=random_network(seed))) for seed in range(GROUPS * GROUP)]
    broken = sum(summary.broken is not None for summary in summaries)
    kinds = {row.kind for summary in summaries for row in summary.rows}
    assert len(summaries) >= 300
    assert 30 <= broken <= 150
    assert kinds == {
        "Conv2D", "MaxPooling2D", "AveragePooling2D", "BatchNormalization", "Dropout", "Flatten", "Dense",
        "Activation", "SeparableConv2D", "GlobalAveragePooling2D", "GlobalMaxPooling2D",
    }  # fmt: skip


@pytest.mark.parametrize("id", PROJECTS)
def test_every_course_project_has_its_documented_parameters_in_keras(id: str):
    model = build_model(presets.get(id).experiment, seed=0)
    counted = (model.count_params(), numbers(model.trainable_weights), numbers(model.non_trainable_weights))
    assert counted == PROJECTS[id]


def test_the_table_above_names_every_preset():
    assert list(PROJECTS) == list(presets.PRESETS)


def test_a_model_has_the_layers_names_of_the_summary():
    experiment = presets.get("13").experiment
    model = build_model(experiment, seed=0)
    assert [layer.name for layer in model.layers[1:]] == [row.name for row in summarize(experiment).rows]


def test_a_network_whose_shapes_do_not_fit_is_refused_with_the_place_and_the_arithmetic():
    design = Experiment(network=Network(conv_blocks=(ConvBlock(filters=1),) * 6))
    with pytest.raises(EngineError, match="in block 6, pooling takes 2×2 patches, but the map.* only 1×1"):
        build_model(design, seed=0)


def test_layers_carry_the_design_s_regulariser_initialiser_and_rate():
    experiment = presets.get("17").experiment
    layers = {layer.name: layer for layer in build_model(experiment, seed=0).layers}
    assert layers["conv2d"].kernel_initializer.__class__.__name__ == "HeUniform"
    assert layers["conv2d"].kernel_regularizer.l2 == pytest.approx(0.001)
    assert layers["dense"].kernel_regularizer.l2 == pytest.approx(0.001)
    assert layers["dense_2"].kernel_regularizer is None
    assert [layers[name].rate for name in ("dropout", "dropout_1", "dropout_2", "dropout_3")] == [0.25, 0.3, 0.4, 0.5]
