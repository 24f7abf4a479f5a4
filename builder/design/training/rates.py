"""Learning rates, one class per kind, and LEARNING_RATES, their registry."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PlainValidator, SerializeAsAny, TypeAdapter

from builder.design.base import Value
from builder.design.kinds import Kinds

Rate = Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]
_RATE: TypeAdapter[float] = TypeAdapter(Rate)


class LearningRate(Value):
    """The learning rate over the whole training. `rate` is the highest that it reaches.

    `keras_class` is the class in keras.optimizers.schedules; None means a plain number.
    """

    kind: str = ""
    keras_class: ClassVar[str | None] = None
    rate: Rate = 0.001

    def arguments(self, steps: int) -> tuple[tuple[str, float], ...]:
        """The arguments of its Keras class, for a training of `steps` steps."""
        return ()


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
