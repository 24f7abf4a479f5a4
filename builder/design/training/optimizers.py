"""Optimisers, one class per kind, and OPTIMIZERS, their registry."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainValidator, SerializeAsAny

from builder.design.base import Value, later
from builder.design.kinds import Kinds

Momentum = Annotated[float, Field(ge=0, lt=1)]
#: Times the learning rate, the share of itself that a weight loses in each step.
WeightDecay = Annotated[float, Field(ge=0, le=1)]


class Optimizer(Value):
    """How gradients become steps. The learning rate is a separate field of the training.

    `title` is the name of its Keras class, `usual_rate` Keras's default learning rate for it; above
    `highest_rate` training usually diverges or stalls within the first epoch. `numbers_per_weight` counts what is in
    memory during training: the weight, its gradient, and the optimiser's state for it. `keras_defaults` are the values
    that Keras takes for fields that it is not given. `is_own` says that the class is none of Keras's, but one of
    `engine/optimizer.py`, whose source `export/own_code.py` has.
    """

    kind: str = ""
    title: ClassVar[str]
    usual_rate: ClassVar[float]
    highest_rate: ClassVar[float]
    numbers_per_weight: ClassVar[int]
    keras_defaults: ClassVar[Mapping[str, float | bool]] = {}
    is_own: ClassVar[bool] = False

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
    """Stochastic gradient descent, with momentum if it is above 0, Nesterov's if that is on."""

    kind: Literal["sgd"] = "sgd"
    title: ClassVar[str] = "SGD"
    usual_rate: ClassVar[float] = 0.01
    highest_rate: ClassVar[float] = 1.0
    numbers_per_weight: ClassVar[int] = 3
    keras_defaults: ClassVar[Mapping[str, float | bool]] = {"momentum": 0.0, "nesterov": False}
    momentum: Momentum = 0.0
    nesterov: bool = later(False)


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


@OPTIMIZERS.register
class AdamW(Optimizer):
    """Adam that also shrinks the weights in each step, apart from the gradient: I. Loshchilov and F. Hutter, ICLR 2019.

    Keras's shrinks every trainable number, biases and batch normalisation among them.
    """

    kind: Literal["adamw"] = "adamw"
    title: ClassVar[str] = "AdamW"
    usual_rate: ClassVar[float] = 0.001
    highest_rate: ClassVar[float] = 0.02
    numbers_per_weight: ClassVar[int] = 4
    keras_defaults: ClassVar[Mapping[str, float | bool]] = {"weight_decay": 0.004}
    weight_decay: WeightDecay = 0.004


#: How much of AdamW's average of squared gradients stays in each step of Muon's: K. Jordan's own code has 0.95. With
#: Keras's 0.999 a training of a few hundred steps would remember its first ones to the end.
MUON_ADAM_BETA_2 = 0.95


@OPTIMIZERS.register
class Muon(Optimizer):
    """Each kernel but the last layer's makes a step that is, as a matrix, nearly orthogonal; AdamW takes the rest, at
    `adam_lr_ratio` times the learning rate: K. Jordan, 2024, with the factors of J. Liu and others, arXiv 2502.16982.

    keras.optimizers.Muon gives every convolution to AdamW; this one does not. `weight_decay` is that of the kernels.
    """

    kind: Literal["muon"] = "muon"
    title: ClassVar[str] = "Muon"
    usual_rate: ClassVar[float] = 0.001
    highest_rate: ClassVar[float] = 0.1
    numbers_per_weight: ClassVar[int] = 4
    keras_defaults: ClassVar[Mapping[str, float | bool]] = {
        "momentum": 0.95,
        "weight_decay": 0.004,
        "adam_lr_ratio": 1.0,
    }
    is_own: ClassVar[bool] = True
    momentum: Momentum = 0.95
    weight_decay: WeightDecay = 0.004
    adam_lr_ratio: Annotated[float, Field(gt=0, le=10)] = 1.0
