"""Networks with branches, and kinds of blocks of the tests' own."""

from typing import Literal

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.network.blocks.base import Block
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.graph import Wiring
from builder.design.network.layers.convolution import Conv2D
from builder.design.network.layers.dropout import Dropout
from builder.design.network.layers.merging import Add, Concatenate
from builder.design.network.layers.normalization import BatchNormalization
from builder.design.network.layers.pooling import MaxPooling2D
from builder.design.network.network import Network
from builder.design.training.training import Training


class SumBlock(Block):
    """A residual block: two convolutions beside a 1x1 convolution of the same input, and the sum of both."""

    kind: Literal["sum"] = "sum"
    filters: int = 4

    def lower(self, wiring: Wiring) -> None:
        entry = wiring.tip
        wiring.add(Conv2D(filters=self.filters, kernel_initializer="he_normal"))
        wiring.add(BatchNormalization())
        wiring.add(Dropout(rate=0.2))
        long = wiring.add(Conv2D(filters=self.filters, l2=0.001))
        short = wiring.add(Conv2D(filters=self.filters, kernel_size=1), entry)
        wiring.add(Add(), long, short)
        wiring.add(MaxPooling2D())


class JoinBlock(Block):
    """Two convolutions side by side, whose channels are joined to those of their input."""

    kind: Literal["join"] = "join"
    filters: int = 3

    def lower(self, wiring: Wiring) -> None:
        entry = wiring.tip
        narrow = wiring.add(Conv2D(filters=self.filters, kernel_size=1))
        wiring.add(Conv2D(filters=self.filters, kernel_size=5), entry)
        wide = wiring.add(Dropout(rate=0.3))
        wiring.add(Concatenate(), narrow, wide, entry)
        wiring.add(MaxPooling2D())


SMALL = ImageSource(dataset="made-up", shape=(10, 14, 3), classes=("dark", "middle", "bright"))

#: The blocks of each network. A branch that begins a network takes the images themselves.
NETWORKS = {
    "sum": lambda: (ConvBlock(filters=3), SumBlock()),
    "concatenation": lambda: (ConvBlock(filters=3), JoinBlock()),
    "both, from the images on": lambda: (JoinBlock(), SumBlock(filters=5)),
}


def design(network: Network, images: ImageSource = SMALL, **training) -> Experiment:
    training = {"batch_size": 32, "epochs": 1, "seed": 3} | training
    return Experiment(network=network, training=Training(**training), data=Data(images=images))
