"""What the images go through before the first block."""

from typing import Literal

from builder.design.base import Value
from builder.design.network.graph import Wiring
from builder.design.network.layers.base import BlockActivation
from builder.design.network.layers.convolution import Conv2D
from builder.design.network.layers.normalization import BatchNormalization

#: Filters of the whitening layer for each channel of the images: four of 2x2 pixels, and their negatives.
FILTERS_PER_CHANNEL = 8


class Input(Value):
    """Layers whose weights are computed from the training images before training begins, and then kept.

    `normalization` shifts and scales each channel to mean 0 and variance 1. `whitening` is a convolution of 2x2
    without padding whose filters take the correlations between neighbouring pixels away: "fixed", or with a "bias",
    which is trained; its `activation` follows.
    """

    normalization: bool = False
    whitening: Literal["none", "fixed", "bias"] = "none"
    activation: BlockActivation = "gelu"

    def lower(self, wiring: Wiring) -> None:
        """At most two layers: the normalisation, and the whitening with its activation."""
        if self.normalization:
            wiring.add(BatchNormalization(fitted=True, scale=False, epsilon=1e-7))
        if self.whitening != "none":
            wiring.add(
                Conv2D(
                    filters=FILTERS_PER_CHANNEL * wiring.shape[-1],
                    kernel_size=2,
                    padding="valid",
                    activation=self.activation,
                    use_bias=self.whitening == "bias",
                    fitted=True,
                )
            )
