"""Batch normalisation."""

from typing import ClassVar, Literal

from builder.design.network.layers.base import LAYERS, Layer, Look, Shape, only


@LAYERS.register
class BatchNormalization(Layer):
    """Batch normalisation over the last axis, with Keras's defaults (momentum 0.99, epsilon 0.001)."""

    kind: Literal["BatchNormalization"] = "BatchNormalization"
    look: ClassVar[Look | None] = Look("mark", "norm", "batch normalisation", ("#9a63d8",))

    def trainable_parameters(self, *shapes: Shape) -> int:
        """A scale (gamma) and an offset (beta) per channel."""
        return 2 * only(self, shapes)[-1]

    def non_trainable_parameters(self, *shapes: Shape) -> int:
        """A moving mean and a moving variance per channel."""
        return 2 * only(self, shapes)[-1]

    def weights(self, *shapes: Shape) -> tuple[tuple[str, Shape], ...] | None:
        channels = (only(self, shapes)[-1],)
        return tuple((name, channels) for name in ("gamma", "beta", "moving_mean", "moving_variance"))
