"""Tables that describe the same things name the same things."""

from typing import get_args

from builder.datasets import DATASETS
from builder.design.checks.problems import HIGH_LEARNING_RATE
from builder.design.experiment import Data, DatasetName
from builder.design.network.layers import LAYER_KINDS, Layer
from builder.design.training.training import OPTIMIZERS, OptimizerName
from builder.export.data_code import data_code


def test_every_layer_kind_is_in_the_union_and_in_the_table():
    assert set(get_args(Layer)) == set(LAYER_KINDS.values())


def test_every_optimiser_has_its_line_and_its_highest_sensible_learning_rate():
    assert set(get_args(OptimizerName)) == set(OPTIMIZERS) == set(HIGH_LEARNING_RATE)


def test_every_data_set_can_be_read_and_exported():
    assert set(get_args(DatasetName)) == set(DATASETS)
    for name in get_args(DatasetName):
        assert "def load_data():" in data_code(Data(dataset=name))
