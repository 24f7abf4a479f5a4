"""How fast this machine trains, as it was measured: small networks that stand for all, and runs that ended."""

from builder.design.base import Value
from builder.design.training.training import Precision


class Reference(Value):
    """One small network in one number format: what an image costs it, and how long it takes to build.

    `multiply_adds` are those of one image's forward pass, `activations` the numbers that one image keeps for its
    backward pass; `seconds_to_build` are those of the first step, which compiles. As if no other program ran.
    """

    precision: Precision
    multiply_adds: int
    activations: int
    layers: int
    seconds_per_image: float
    seconds_to_build: float


class Pace(Value):
    """What was measured of this machine while nothing trained."""

    references: tuple[Reference, ...]


class Trained(Value):
    """What one run of a design took: the seconds of one of its quicker epochs, with its validation, and the images."""

    epoch_seconds: float
    train_images: int
    validation_images: int
