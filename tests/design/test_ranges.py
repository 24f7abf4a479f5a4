"""What a number may be, as the sidebar's fields and the command line ask it, is what its model checks."""

import math

import pytest

from builder.design.edit.fields import options_of, range_of
from builder.design.network.blocks.conv import ConvBlock
from builder.design.training.optimizers import SGD
from builder.design.training.rates import Constant
from builder.design.training.training import Training
from tests.design.number_fields import accepts, number_fields


def beside(number: float, kind: type, towards: float) -> float:
    """The next number of its kind in that direction."""
    return number + math.copysign(1, towards) if kind is int else math.nextafter(number, towards)


def test_the_number_fields_of_every_part_of_a_design_are_found():
    found = {field.id for field in number_fields()}
    assert {"Training.batch_size", "Training.time_limit", "ConvBlock.dropout", "SGD.momentum", "Constant.rate"} <= found
    assert {"Data.limit", "EarlyStopping.patience", "Augmentation.zoom", "Dense.units", "DenseBlock.l2"} <= found


@pytest.mark.parametrize(("model", "name", "kind"), [*number_fields()])
def test_the_range_of_a_number_is_what_its_model_checks(model, name, kind):
    low, high, low_included, high_included = range_of(model, name)
    assert low is not None and high is not None and low < high
    assert accepts(model, name, low) == low_included
    assert accepts(model, name, high) == high_included
    assert accepts(model, name, beside(low, kind, math.inf)) and accepts(model, name, beside(high, kind, -math.inf))
    assert not accepts(model, name, beside(low, kind, -math.inf))
    assert not accepts(model, name, beside(high, kind, math.inf))


@pytest.mark.parametrize(
    ("model", "name", "expected"),
    [
        (ConvBlock, "filters", (1, 1024, True, True)),
        (ConvBlock, "dropout", (0, 0.9, True, True)),
        (Training, "steps_per_epoch", (1, 100_000, True, True)),
        (Training, "target_test_accuracy", (0, 1, False, True)),
        (SGD, "momentum", (0, 1, True, False)),
        (Constant, "rate", (0, 10, False, True)),
    ],
)
def test_a_range_says_whether_its_ends_belong_to_it(model, name, expected):
    assert range_of(model, name) == expected


def test_the_options_of_a_field_of_fixed_choices_are_in_order():
    assert options_of(ConvBlock, "kernel_size") == (1, 3, 5, 7)
    assert options_of(ConvBlock, "batch_normalization") == ("none", "once", "each")
    assert options_of(Training, "keep") == ("last", "best")
