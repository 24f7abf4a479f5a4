"""How fast this machine trains, as it was measured: small networks that stand for all, and the runs of late."""

from typing import Literal

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


class Cost(Value):
    """What the seconds of a training follow from, by the arithmetic of the references.

    `activations` and `multiply_adds` as in a Reference; `precision` is what the design asks for, `views` how often it
    looks at an image to name it, `learnt` which share of the work of learning from an image it does on average.
    """

    multiply_adds: int
    activations: int
    parameters: int
    layers: int
    batch_size: int
    is_augmented: bool
    views: int
    learnt: float
    precision: Literal["auto", Precision]


class Trained(Value):
    """What one run here took, while `crowd` programs wanted each processor.

    Three texts tell designs apart: `design` is equal for those that differ in their names at most, `costs_like` for
    those whose images cost as much, `ends_like` for those that the same rules end on the same images. An epoch took
    `epoch_seconds` on average, its validation included, and `quickest` and `slowest` in the quickest and in the slowest
    part of the run. `around_seconds` is what it took besides, from its turn until its end, and what its first epoch
    took longer than others; None where it did not go from there to there at once. `epochs_to_end` is after how many
    epochs its rules ended it; None where they did not.
    """

    design: str
    costs_like: str
    ends_like: str
    cost: Cost
    epoch_seconds: float
    quickest: float
    slowest: float
    train_images: int
    validation_images: int
    crowd: float
    around_seconds: float | None = None
    epochs_to_end: int | None = None


class Lately(Value):
    """The last runs here, one of each design, the newest first."""

    runs: tuple[Trained, ...] = ()
