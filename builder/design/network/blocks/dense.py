"""The dense block."""

from typing import Literal

from builder.design.base import later
from builder.design.network.blocks.base import DENSE_BLOCKS, Block
from builder.design.network.graph import Wiring
from builder.design.network.layers.base import L2, BlockActivation, Rate
from builder.design.network.layers.dense import Dense, Units
from builder.design.network.layers.dropout import Dropout
from builder.design.network.layers.normalization import (
    BatchNormalization,
    NormalizationEpsilon,
    NormalizationMomentum,
)


@DENSE_BLOCKS.register
class DenseBlock(Block):
    """A dense layer with its activation, then (each optional) batch normalisation and dropout."""

    kind: Literal["dense"] = "dense"
    units: Units = 32
    batch_normalization: bool = False
    dropout: Rate = 0.0
    l2: L2 = 0.0
    activation: BlockActivation = later("relu")
    use_bias: bool = later(True)
    normalization_scale: bool = later(True)
    normalization_momentum: NormalizationMomentum = later(0.99)
    normalization_epsilon: NormalizationEpsilon = later(0.001)

    def lower(self, wiring: Wiring) -> None:
        """The dense layer, then its normalisation and dropout."""
        wiring.add(Dense(units=self.units, activation=self.activation, use_bias=self.use_bias, l2=self.l2))
        if self.batch_normalization:
            wiring.add(
                BatchNormalization(
                    scale=self.normalization_scale,
                    momentum=self.normalization_momentum,
                    epsilon=self.normalization_epsilon,
                )
            )
        if self.dropout > 0:
            wiring.add(Dropout(rate=self.dropout))
