"""The conv block."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from builder.design.base import later
from builder.design.kinds import listed_names
from builder.design.network.blocks.base import CONV_BLOCKS, Block
from builder.design.network.graph import Wiring
from builder.design.network.initializers import ConvInitializer
from builder.design.network.layers.activation import Activation
from builder.design.network.layers.base import L2, ActivationName, BlockActivation, Rate, of_role
from builder.design.network.layers.convolution import Conv2D, Filters, KernelSize
from builder.design.network.layers.dropout import Dropout
from builder.design.network.layers.merging import Add
from builder.design.network.layers.normalization import (
    BatchNormalization,
    NormalizationEpsilon,
    NormalizationMomentum,
)
from builder.design.network.layers.separable import SeparableConv2D

MAX_CONVOLUTIONS = 4


def poolings() -> tuple[str, ...]:
    """The values of a block's pooling: a word for each registered kind, and "none"."""
    return (*of_role("pooling"), "none")


def _is_pooling(given: str) -> str:
    if given not in poolings():
        raise PydanticCustomError("unknown_kind", "{expected}", {"expected": listed_names(poolings())})
    return given


#: What comes first after a convolution.
Order = Literal["activation_first", "normalization_first", "pooling_first"]


@CONV_BLOCKS.register
class ConvBlock(Block):
    """Convolutions of one width, then (each optional) batch normalisation, pooling and dropout.

    `batch_normalization` is "none", "once" (after the last convolution, before the pool, as in the course's
    project 12) or "each" (after every convolution). `order` says what comes first after a convolution: its
    activation, its normalisation, or (after the first convolution) the pool and then the normalisation. In a
    `residual` block what the first convolution has come to is added to what the last one gives, before its activation
    where that does not come first; with one convolution there is nothing to add.
    """

    kind: Literal["conv"] = "conv"
    convolutions: Annotated[int, Field(ge=1, le=MAX_CONVOLUTIONS)] = 1
    filters: Filters = 32
    kernel_size: KernelSize = 3
    batch_normalization: Literal["none", "once", "each"] = "none"
    pooling: Annotated[str, AfterValidator(_is_pooling)] = "max"
    dropout: Rate = 0.0
    l2: L2 = 0.0
    kernel_initializer: ConvInitializer = "glorot_uniform"
    activation: BlockActivation = later("relu")
    use_bias: bool = later(True)
    order: Order = later("activation_first")
    normalization_scale: bool = later(True)
    normalization_momentum: NormalizationMomentum = later(0.99)
    normalization_epsilon: NormalizationEpsilon = later(0.001)
    residual: bool = later(False)
    convolution: Literal["full", "separable"] = later("full")

    def lower(self, wiring: Wiring) -> None:
        """Convolutions, each with its normalisation and activation in the block's order; pooling, and dropout."""
        pools_early = self.order == "pooling_first"
        added = None
        for number in range(1, self.convolutions + 1):
            last = number == self.convolutions
            self._convolve(wiring)
            if pools_early and number == 1:
                self._pool(wiring)
            self._normalize(wiring, last=last)
            if last and added is not None:
                wiring.add(Add(), added, wiring.tip)
            if self.order != "activation_first":
                wiring.add(Activation(activation=self.activation))
            if self.residual and number == 1:
                added = wiring.tip
        if not pools_early:
            self._pool(wiring)
        if self.dropout > 0:
            wiring.add(Dropout(rate=self.dropout))

    def _convolve(self, wiring: Wiring) -> None:
        """A convolution, with its activation where that comes first."""
        activation: ActivationName = self.activation if self.order == "activation_first" else "linear"
        kind = SeparableConv2D if self.convolution == "separable" else Conv2D
        wiring.add(
            kind(
                filters=self.filters,
                kernel_size=self.kernel_size,
                activation=activation,
                use_bias=self.use_bias,
                kernel_initializer=self.kernel_initializer,
                l2=self.l2,
            )
        )

    def _normalize(self, wiring: Wiring, *, last: bool) -> None:
        if self.batch_normalization == "each" or (self.batch_normalization == "once" and last):
            wiring.add(
                BatchNormalization(
                    scale=self.normalization_scale,
                    momentum=self.normalization_momentum,
                    epsilon=self.normalization_epsilon,
                )
            )

    def _pool(self, wiring: Wiring) -> None:
        if self.pooling != "none":
            wiring.add(of_role("pooling")[self.pooling]())
