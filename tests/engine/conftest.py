"""Real images for the engine, and one network trained on them that several tests look at."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from builder.datasets.images import Split
from builder.datasets.table import load_split
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.base import CONV_BLOCKS
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.engine.result import FitResult
from builder.settings import Settings
from tests.engine.branches import NETWORKS, JoinBlock, SumBlock
from tests.engine.recorder import Recorder


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Split:
    """scikit-learn's digits: 1,199 images to train, 299 to validate, 299 to test."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, cifar10=None, database_url="sqlite://")
    return load_split(Data(images="digits"), settings)


class Trained(NamedTuple):
    experiment: Experiment
    folder: Path
    recorder: Recorder
    result: FitResult


@pytest.fixture(scope="session")
def trained(digits: Split, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A small network after eight epochs on the digits."""
    from builder.engine.fit import fit

    experiment = Experiment(
        network=Network(
            conv_blocks=(ConvBlock(filters=8), ConvBlock(filters=16, batch_normalization="once", dropout=0.1)),
            dense_blocks=(DenseBlock(units=32),),
        ),
        training=Training(batch_size=32, epochs=8, learning_rate=0.003, keep="best"),
    )
    folder, recorder = tmp_path_factory.mktemp("run") / "bundle", Recorder()
    return Trained(experiment, folder, recorder, fit(experiment, digits, recorder, folder))


@pytest.fixture
def branching_blocks() -> Iterator[None]:
    """Two more kinds of blocks, as long as a test lasts."""
    for kind in (SumBlock, JoinBlock):
        CONV_BLOCKS.register(kind)
    yield
    for name in ("sum", "join"):
        CONV_BLOCKS.unregister(name)


@pytest.fixture(params=NETWORKS)
def network(branching_blocks: None, request: pytest.FixtureRequest) -> Network:
    """One of the networks with branches."""
    return Network(conv_blocks=NETWORKS[request.param](), dense_blocks=(DenseBlock(units=6, dropout=0.2),))
