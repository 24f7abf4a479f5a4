"""What the sidebar's number inputs and sliders offer is what the models accept, the ends of a range included."""

import pytest
from streamlit.testing.v1 import AppTest

from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.output import Output
from builder.design.training.averaging import AVERAGES
from builder.design.training.losses import CrossEntropy
from builder.design.training.optimizers import OPTIMIZERS, SGD
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.rates import LEARNING_RATES, Constant, Steps
from builder.design.training.training import Training
from builder.ui.sidebar import conv, dense, ends, layer_fields, more, refining, training
from builder.ui.sidebar.fields import number_range, whole_range
from tests.design.number_fields import accepts, number_fields
from tests.patience import HANG_SECONDS
from tests.ui.opened import run

SLIDERS = [
    (Constant, "rate", training.RATES),
    (SGD, "momentum", training.MOMENTA),
    (Training, "batch_size", training.BATCH_SIZES),
    (Output, "logit_scale", ends.SCALES),
    (CrossEntropy, "label_smoothing", refining.SMOOTHINGS),
    (ProgressiveSize, "until", more.SHARES),
    (ConvBlock, "filters", conv.FILTERS),
    (ConvBlock, "dropout", conv.RATES),
    (ConvBlock, "l2", conv.PENALTIES),
    (ConvBlock, "normalization_momentum", layer_fields.MOMENTA),
    (ConvBlock, "normalization_epsilon", layer_fields.EPSILONS),
    (DenseBlock, "units", dense.UNITS),
]


@pytest.mark.parametrize(("model", "name", "kind"), [*number_fields()])
def test_the_ends_of_a_number_input_are_numbers_that_the_field_accepts(model, name, kind):
    offered = whole_range(model, name) if kind is int else number_range(model, name, 0.5)
    assert accepts(model, name, offered["min_value"]) and accepts(model, name, offered["max_value"])


@pytest.mark.parametrize(("model", "name", "stops"), SLIDERS)
def test_each_stop_of_a_slider_is_a_number_that_the_field_accepts(model, name, stops):
    assert [stop for stop in stops if not accepts(model, name, stop)] == []


def test_a_number_of_a_file_that_lies_closer_to_an_excluded_end_than_a_step_is_kept():
    low, high = (number_range(Steps, "factor", factor) for factor in (0.001, 0.999))
    assert (low["min_value"], low["max_value"]) == (0.001, 0.99)
    assert (high["min_value"], high["max_value"]) == (0.01, 0.999)


def _fields_of_every_kind() -> None:
    from builder.design.training.averaging import AVERAGES
    from builder.design.training.optimizers import OPTIMIZERS
    from builder.design.training.rates import LEARNING_RATES
    from builder.ui.sidebar.fields import setting
    from builder.ui.sidebar.plain_fields import plain_fields

    for kinds in (AVERAGES, LEARNING_RATES, OPTIMIZERS):
        for model in kinds.classes():
            plain_fields(model(), model.__name__, setting)


def test_no_kind_of_a_training_is_drawn_with_an_end_that_its_model_refuses():
    app = run(AppTest.from_function(_fields_of_every_kind, default_timeout=HANG_SECONDS))
    models = {model.__name__: model for kinds in (AVERAGES, LEARNING_RATES, OPTIMIZERS) for model in kinds.classes()}
    drawn = {tuple(widget.key.split(".")[-2:]): widget for widget in app.number_input}
    assert {("Steps", "factor"), ("Muon", "adam_lr_ratio"), ("MovingAverage", "decay")} <= set(drawn)
    for (model, name), widget in drawn.items():
        assert accepts(models[model], name, widget.min) and accepts(models[model], name, widget.max), (model, name)
