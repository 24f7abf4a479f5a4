"""Learning rates, one class per kind, and LEARNING_RATES, their registry."""

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PlainValidator, SerializeAsAny, TypeAdapter

from builder.design.base import Value
from builder.design.kinds import Kinds
from builder.design.training.stopping import Monitor

Rate = Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]
_RATE: TypeAdapter[float] = TypeAdapter(Rate)
#: A share of the highest rate.
Share = Annotated[float, Field(ge=0, le=1)]


class LearningRate(Value):
    """The learning rate over the whole training. `rate` is the highest that it reaches.

    `keras_class` is the class in keras.optimizers.schedules; None means a plain number, which for Plateau a callback
    lowers after epochs. `is_own` says that the class is none of Keras's: `engine/schedules.py` has it, and
    `export/own_code.py` its source.
    """

    kind: str = ""
    keras_class: ClassVar[str | None] = None
    is_own: ClassVar[bool] = False
    rate: Rate = 0.001

    def arguments(self, steps: int) -> tuple[tuple[str, float | tuple[float, ...]], ...]:
        """The arguments of its Keras class, for a training of `steps` steps."""
        return ()

    def at(self, done: float) -> float:
        """The rate after that share (0 to 1) of all steps."""
        return self.rate


#: Every kind of learning rate, by its name in a design.
LEARNING_RATES: Kinds[LearningRate] = Kinds("learning rate", usual="constant")


def _read(given: Any) -> LearningRate:
    """A learning rate, or a bare number for a constant one; a number out of range is reported at its own place."""
    if isinstance(given, dict | LearningRate) or given in (*LEARNING_RATES,):
        return LEARNING_RATES.read(given)
    return LEARNING_RATES.read({"kind": "constant", "rate": _RATE.validate_python(given)})


#: A field of a design: a learning rate, or a number for a constant one.
AnyLearningRate = Annotated[SerializeAsAny[LearningRate], PlainValidator(_read)]


@LEARNING_RATES.register
class Constant(LearningRate):
    """The same rate from the first step to the last."""

    kind: Literal["constant"] = "constant"


@LEARNING_RATES.register
class Cosine(LearningRate):
    """From the highest rate to `last_share` of it along half a cosine: I. Loshchilov and F. Hutter, ICLR 2017."""

    kind: Literal["cosine"] = "cosine"
    keras_class: ClassVar[str | None] = "CosineDecay"
    last_share: Share = 0.0

    def arguments(self, steps: int) -> tuple[tuple[str, float | tuple[float, ...]], ...]:
        return (("initial_learning_rate", self.rate), ("decay_steps", steps), ("alpha", self.last_share))

    def at(self, done: float) -> float:
        return self.rate * (self.last_share + (1 - self.last_share) * (1 + math.cos(math.pi * done)) / 2)


@LEARNING_RATES.register
class Linear(LearningRate):
    """A warm-up, and then down: straight from `first_share` of the highest rate up to it in the first `warm_up` of all
    steps, and straight down to `last_share` of it in the others."""

    kind: Literal["linear"] = "linear"
    keras_class: ClassVar[str | None] = "WarmUpThenLinear"
    is_own: ClassVar[bool] = True
    warm_up: Annotated[float, Field(ge=0, le=0.9)] = 0.1
    first_share: Share = 0.1
    last_share: Share = 0.0

    @property
    def only_falls(self) -> bool:
        """Whether there is no warm-up, so that `first_share` does nothing."""
        return self.warm_up == 0

    def arguments(self, steps: int) -> tuple[tuple[str, float | tuple[float, ...]], ...]:
        rising = round(self.warm_up * steps)
        first = self.first_share if rising else 1.0
        return (
            ("rate", self.rate),
            ("steps", steps),
            ("warm_up_steps", rising),
            ("first_share", first),
            ("last_share", self.last_share),
        )

    def at(self, done: float) -> float:
        if done < self.warm_up:
            return self.rate * (self.first_share + (1 - self.first_share) * done / self.warm_up)
        return self.rate * (1 - (1 - self.last_share) * (done - self.warm_up) / (1 - self.warm_up))


@LEARNING_RATES.register
class Steps(LearningRate):
    """The highest rate, times `factor` at each of `drops` moments that part the training into equal lengths."""

    kind: Literal["steps"] = "steps"
    keras_class: ClassVar[str | None] = "PiecewiseConstantDecay"
    drops: Annotated[int, Field(ge=1, le=10)] = 2
    factor: Annotated[float, Field(gt=0, lt=1)] = 0.1

    def arguments(self, steps: int) -> tuple[tuple[str, float | tuple[float, ...]], ...]:
        # Keras takes the next value in the step after a boundary, counted from 0.
        boundaries = tuple(round(steps * drop / (self.drops + 1)) - 1 for drop in range(1, self.drops + 1))
        return ("boundaries", boundaries), ("values", tuple(map(self._after, range(self.drops + 1))))

    def at(self, done: float) -> float:
        return self._after(min(self.drops, int(done * (self.drops + 1))))

    def _after(self, drops: int) -> float:
        """The rate after so many drops, without floating-point error: 0.1 times 0.1 is 0.01."""
        return float(f"{self.rate * self.factor**drops:.10g}")


@LEARNING_RATES.register
class Plateau(LearningRate):
    """The highest rate, times `factor` after each `patience` epochs in a row in which `monitor` was no better than its
    best (Keras's ReduceLROnPlateau with min_delta 0)."""

    kind: Literal["plateau"] = "plateau"
    monitor: Monitor = "val_loss"
    factor: Annotated[float, Field(gt=0, lt=1)] = 0.1
    patience: Annotated[int, Field(ge=1, le=1000)] = 10
