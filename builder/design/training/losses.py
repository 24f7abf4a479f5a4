"""Losses, one class per kind, and LOSSES, their registry."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainValidator, SerializeAsAny

from builder.design.base import Value, later
from builder.design.kinds import Kinds


class Loss(Value):
    """What training minimises, and what validation is judged by as well.

    `keras_name` is Keras's name of the loss, for labels that are class numbers. Where it takes `arguments()`, it is
    Keras's class `keras_class`, for labels with a number for each class (one-hot).
    """

    kind: str = ""
    keras_name: ClassVar[str]
    keras_class: ClassVar[str] = ""

    def arguments(self) -> tuple[tuple[str, float], ...]:
        """The arguments of its Keras class; Keras's own defaults are left out."""
        return ()


#: Every loss, by its name in a design.
LOSSES: Kinds[Loss] = Kinds("loss")

#: A field of a design: a loss, or the bare name of its kind.
AnyLoss = Annotated[SerializeAsAny[Loss], PlainValidator(LOSSES.read)]


@LOSSES.register
class CrossEntropy(Loss):
    """The cross-entropy between the probabilities and the true class.

    With `label_smoothing` s and n classes, the true class is wanted at 1 - s + s / n and each other one at s / n:
    C. Szegedy and others, CVPR 2016.
    """

    kind: Literal["cross_entropy"] = "cross_entropy"
    keras_name: ClassVar[str] = "sparse_categorical_crossentropy"
    keras_class: ClassVar[str] = "CategoricalCrossentropy"
    label_smoothing: Annotated[float, Field(ge=0, le=0.5)] = later(0.0)

    def arguments(self) -> tuple[tuple[str, float], ...]:
        return (("label_smoothing", self.label_smoothing),) if self.label_smoothing else ()
