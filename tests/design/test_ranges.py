"""What a number may be, as the sidebar's fields and the command line ask it, is what its model checks."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from builder.design.base import Value
from builder.design.data import Data
from builder.design.edit.fields import options_of, range_of
from builder.design.network.blocks import CONV_BLOCKS, DENSE_BLOCKS
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.layers.base import LAYERS
from builder.design.training.augmentation import Augmentation
from builder.design.training.averaging import AVERAGES
from builder.design.training.losses import LOSSES
from builder.design.training.optimizers import OPTIMIZERS, SGD
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.rates import LEARNING_RATES, Constant
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training

KINDS = (CONV_BLOCKS, DENSE_BLOCKS, LAYERS, OPTIMIZERS, LEARNING_RATES, LOSSES, AVERAGES)
MODELS = (
    Augmentation,
    ProgressiveSize,
    Data,
    EarlyStopping,
    Training,
    *(model for kinds in KINDS for model in kinds.classes()),
)
#: What a model cannot be made without, whatever its other fields are.
NEEDED: dict[str, Any] = {"monitor": "val_loss", "filters": 1, "units": 1, "rate": 0.5}


def number_fields() -> Iterator[Any]:
    """Every field of a design that has bounds."""
    for model in MODELS:
        for name, field in model.model_fields.items():
            kind = next((kind for kind in (int, float) if kind.__name__ in str(field.annotation)), None)
            if kind is not None and "Literal" not in str(field.annotation) and "tuple" not in str(field.annotation):
                yield pytest.param(model, name, kind, id=f"{model.__name__}.{name}")


def accepts(model: type[Value], name: str, number: float) -> bool:
    needed = {each: value for each, value in NEEDED.items() if each in model.model_fields}
    try:
        return getattr(model(**needed | {name: number}), name) == number
    except ValidationError:
        return False


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
