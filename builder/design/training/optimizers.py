"""Optimisers, one class per kind, and OPTIMIZERS, their registry."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainValidator, SerializeAsAny

from builder.design.base import Value
from builder.design.kinds import Kinds

Momentum = Annotated[float, Field(ge=0, lt=1)]


class Optimizer(Value):
    """How gradients become steps. The learning rate is a separate field of the training.

    `title` is the name of its Keras class, `usual_rate` Keras's default learning rate for it; above
    `highest_rate` training usually diverges or stalls within the first epoch. `numbers_per_weight` counts what is in
    memory during training: the weight, its gradient, and the optimiser's state for it. `keras_defaults` are the values
    that Keras takes for fields that it is not given.
    """

    kind: str = ""
    title: ClassVar[str]
    usual_rate: ClassVar[float]
    highest_rate: ClassVar[float]
    numbers_per_weight: ClassVar[int]
    keras_defaults: ClassVar[Mapping[str, float | bool]] = {}

    def arguments(self) -> tuple[tuple[str, float | bool], ...]:
        """The arguments of its Keras class besides the learning rate; Keras's own defaults are left out."""
        fields = {name: getattr(self, name) for name in type(self).model_fields if name != "kind"}
        return tuple((name, value) for name, value in fields.items() if value != self.keras_defaults.get(name))


#: Every optimiser, by its name in a design.
OPTIMIZERS: Kinds[Optimizer] = Kinds("optimiser")

#: A field of a design: an optimiser, or the bare name of its kind.
AnyOptimizer = Annotated[SerializeAsAny[Optimizer], PlainValidator(OPTIMIZERS.read)]


@OPTIMIZERS.register
class Adam(Optimizer):
    """Adam with Keras's defaults: D. P. Kingma and J. Ba, ICLR 2015."""

    kind: Literal["adam"] = "adam"
    title: ClassVar[str] = "Adam"
    usual_rate: ClassVar[float] = 0.001
    highest_rate: ClassVar[float] = 0.02
    numbers_per_weight: ClassVar[int] = 4


@OPTIMIZERS.register
class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if it is above 0."""

    kind: Literal["sgd"] = "sgd"
    title: ClassVar[str] = "SGD"
    usual_rate: ClassVar[float] = 0.01
    highest_rate: ClassVar[float] = 1.0
    numbers_per_weight: ClassVar[int] = 3
    keras_defaults: ClassVar[Mapping[str, float | bool]] = {"momentum": 0.0}
    momentum: Momentum = 0.0


@OPTIMIZERS.register
class RMSprop(Optimizer):
    """RMSprop with Keras's defaults, with momentum if it is above 0."""

    kind: Literal["rmsprop"] = "rmsprop"
    title: ClassVar[str] = "RMSprop"
    usual_rate: ClassVar[float] = 0.001
    highest_rate: ClassVar[float] = 0.02
    numbers_per_weight: ClassVar[int] = 4
    keras_defaults: ClassVar[Mapping[str, float | bool]] = {"momentum": 0.0}
    momentum: Momentum = 0.0
