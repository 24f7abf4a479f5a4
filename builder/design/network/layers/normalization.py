"""Batch normalisation."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from builder.design.network.layers.base import LAYERS, Argument, Arguments, Layer, Look, Shape, only

#: The part of the moving mean and variance that each training step keeps.
NormalizationMomentum = Annotated[float, Field(ge=0.0, le=0.999)]
#: What is added to a variance before its root is taken.
NormalizationEpsilon = Annotated[float, Field(ge=1e-12, le=0.1)]


@LAYERS.register
class BatchNormalization(Layer):
    """Batch normalisation over the last axis, by default as Keras has it.

    A `fitted` one has neither scale nor offset, and normalises by a mean and a variance that are computed from the
    training images before training, and stay as they are.
    """

    kind: Literal["BatchNormalization"] = "BatchNormalization"
    look: ClassVar[Look | None] = Look("mark", "norm", "batch normalisation", ("#9a63d8",))
    scale: bool = True
    momentum: NormalizationMomentum = 0.99
    epsilon: NormalizationEpsilon = 0.001
    fitted: bool = False

    def trainable_parameters(self, *shapes: Shape) -> int:
        """A scale (gamma), where there is one, and an offset (beta) per channel."""
        return (not self.fitted) * (1 + self.scale) * only(self, shapes)[-1]

    def non_trainable_parameters(self, *shapes: Shape) -> int:
        """A moving mean and a moving variance per channel."""
        return 2 * only(self, shapes)[-1]

    def weights(self, *shapes: Shape) -> tuple[tuple[str, Shape], ...] | None:
        channels = (only(self, shapes)[-1],)
        absent = {"gamma": not self.scale, "beta": self.fitted}
        names = ("gamma", "beta", "moving_mean", "moving_variance")
        return tuple((name, channels) for name in names if not absent.get(name, False))

    def arguments(self) -> Arguments:
        usual = BatchNormalization()
        named: tuple[tuple[str, Argument], ...] = (
            ("momentum", self.momentum), ("epsilon", self.epsilon), ("scale", self.scale),
        )  # fmt: skip
        chosen = tuple((name, value) for name, value in named if value != getattr(usual, name))
        return Arguments((), (*chosen, ("center", False), ("trainable", False)) if self.fitted else chosen)
