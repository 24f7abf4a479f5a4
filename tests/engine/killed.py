"""Trainings that are killed, and what is to be equal after they were resumed."""

import numpy as np

from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import Training
from builder.engine.backend import keras
from tests.engine.recorder import Recorder

#: Everything that has a state: dropout, moving averages, the optimiser, the order, augmentation, early stopping.
NETWORK = Network(
    conv_blocks=(ConvBlock(filters=4, batch_normalization="once", dropout=0.2),),
    dense_blocks=(DenseBlock(units=8, dropout=0.2, batch_normalization=True),),
)


class Killed(Exception):
    """Stands for a process that ends without a word."""


class KilledAfter(Recorder):
    """Dies as soon as it hears of an epoch."""

    def __init__(self, epoch: int) -> None:
        super().__init__()
        self.last = epoch

    def epoch(self, epoch, **kept) -> None:
        super().epoch(epoch, **kept)
        if epoch.epoch == self.last:
            raise Killed


def experiment(**training) -> Experiment:
    usual = {"batch_size": 64, "epochs": 5, "augmentation": Augmentation(rotation=10, width_shift=0.1)}
    takes_both = {"to_vector": "global_average"} if "progressive_size" in training else {}
    return Experiment(network=NETWORK.model_copy(update=takes_both), training=Training(**usual | training))


def arrays(model: keras.Model) -> list[np.ndarray]:
    return [np.asarray(variable) for variable in [*model.variables, *model.optimizer.variables]]


def same(one: keras.Model, other: keras.Model) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(arrays(one), arrays(other), strict=True))


def without_seconds(epochs) -> list:
    return [epoch.model_copy(update={"seconds": 0}) for epoch in epochs]
