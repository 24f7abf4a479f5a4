"""Losses, one class per kind, and LOSSES, their registry."""

from typing import Annotated, ClassVar, Literal

from pydantic import PlainValidator, SerializeAsAny

from builder.design.base import Value
from builder.design.kinds import Kinds


class Loss(Value):
    """What training minimises. `keras_name` is Keras's name of the loss, for labels that are class numbers."""

    kind: str = ""
    keras_name: ClassVar[str]


#: Every loss, by its name in a design.
LOSSES: Kinds[Loss] = Kinds("loss")

#: A field of a design: a loss, or the bare name of its kind.
AnyLoss = Annotated[SerializeAsAny[Loss], PlainValidator(LOSSES.read)]


@LOSSES.register
class CrossEntropy(Loss):
    """The cross-entropy between the probabilities and the true class."""

    kind: Literal["cross_entropy"] = "cross_entropy"
    keras_name: ClassVar[str] = "sparse_categorical_crossentropy"
