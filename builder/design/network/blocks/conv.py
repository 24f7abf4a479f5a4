"""The conv block."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from builder.design.kinds import listed_names
from builder.design.network.blocks.base import CONV_BLOCKS, Block
from builder.design.network.graph import Wiring
from builder.design.network.layers.base import L2, Initializer, Rate, of_role
from builder.design.network.layers.convolution import Conv2D, Filters, KernelSize
from builder.design.network.layers.dropout import Dropout
from builder.design.network.layers.normalization import BatchNormalization

MAX_CONVOLUTIONS = 4


def poolings() -> tuple[str, ...]:
    """The values of a block's pooling: a word for each registered kind, and "none"."""
    return (*of_role("pooling"), "none")


def _is_pooling(given: str) -> str:
    if given not in poolings():
        raise PydanticCustomError("unknown_kind", "{expected}", {"expected": listed_names(poolings())})
    return given


@CONV_BLOCKS.register
class ConvBlock(Block):
    """Convolutions of one width, then (each optional) batch normalisation, pooling and dropout.

    `batch_normalization` is "none", "once" (after the last convolution, before the pool, as in the course's
    project 12) or "each" (after every convolution).
    """

    kind: Literal["conv"] = "conv"
    convolutions: Annotated[int, Field(ge=1, le=MAX_CONVOLUTIONS)] = 1
    filters: Filters = 32
    kernel_size: KernelSize = 3
    batch_normalization: Literal["none", "once", "each"] = "none"
    pooling: Annotated[str, AfterValidator(_is_pooling)] = "max"
    dropout: Rate = 0.0
    l2: L2 = 0.0
    kernel_initializer: Initializer = "glorot_uniform"

    def lower(self, wiring: Wiring) -> None:
        """Convolutions, each with its normalisation; then pooling and dropout."""
        convolution = Conv2D(
            filters=self.filters,
            kernel_size=self.kernel_size,
            kernel_initializer=self.kernel_initializer,
            l2=self.l2,
        )
        for number in range(1, self.convolutions + 1):
            wiring.add(convolution)
            last = number == self.convolutions
            if self.batch_normalization == "each" or (self.batch_normalization == "once" and last):
                wiring.add(BatchNormalization())
        if self.pooling != "none":
            wiring.add(of_role("pooling")[self.pooling]())
        if self.dropout > 0:
            wiring.add(Dropout(rate=self.dropout))
