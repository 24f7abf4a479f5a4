"""The interface of every kind of layer, and LAYERS, their registry.

One class holds everything about a kind: its arithmetic, its Keras class with arguments, and how it is drawn. The
engine's model and the exported code are both made from these. Shapes are (height, width, channels) or (units,),
always without the batch dimension.
"""

import re
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from builder.design.base import Value
from builder.design.kinds import Kinds
from builder.design.network.initializers import INITIALIZERS

Shape = tuple[int, ...]

#: Keras's words for activations; leaky ReLU passes on a fifth of what is below 0.
ActivationName = Literal["linear", "relu", "gelu", "silu", "leaky_relu", "softmax"]
#: Those that a block may have.
BlockActivation = Literal["relu", "gelu", "silu", "leaky_relu"]

Rate = Annotated[float, Field(ge=0.0, le=0.9)]
L2 = Annotated[float, Field(ge=0.0, le=0.1)]


class ShapeError(ValueError):
    """A layer cannot take the shape that reaches it; the message shows the arithmetic."""


class KernelInitializer(NamedTuple):
    """An argument that draws initial weights, by its name in INITIALIZERS.

    A layer with two kernels draws each from a seed of its own: the layer's, with its last bit changed by `part`.
    """

    name: str
    part: Literal[0, 1] = 0


class KernelPenalty(NamedTuple):
    """An argument that penalises weights: Keras's L2 regulariser of this strength."""

    l2: float


Argument = int | float | str | tuple[int, ...] | KernelInitializer | KernelPenalty


class Arguments(NamedTuple):
    """The arguments of the Keras class, apart from name and seed."""

    positional: tuple[Argument, ...] = ()
    named: tuple[tuple[str, Argument], ...] = ()


class Look(NamedTuple):
    """How a kind is drawn, and its name in the legend.

    A "box" is as high and wide as the layer's output; a "mark" is drawn under the box that it follows. Kinds with the
    same `style` share an entry in the legend. `colours` are a box's front, top and side, or a mark's one colour.
    """

    form: Literal["box", "mark"]
    style: str
    name: str
    colours: tuple[str, ...]


class Layer(Value):
    """One layer; the defaults are those of a layer without weights that changes no shape.

    `kind` is the name of its Keras class. With `look` None it is not drawn. A kind with a `role` is one of several
    that can do the same job; `option` is the word by which a block's field offers it. `seeded` says what Keras draws
    at random: the initial weights of a `kernel_initializer` ("kernel"), or what changes in training ("noise").
    """

    kind: str = ""
    look: ClassVar[Look | None] = None
    role: ClassVar[Literal["pooling", "to_vector"] | None] = None
    option: ClassVar[str] = ""
    seeded: ClassVar[Literal["kernel", "noise"] | None] = None

    def output_shape(self, *shapes: Shape) -> Shape:
        """The output shape for inputs of these `shapes`; raises ShapeError."""
        return only(self, shapes)

    def trainable_parameters(self, *shapes: Shape) -> int:
        """How many numbers training may change."""
        return 0

    def non_trainable_parameters(self, *shapes: Shape) -> int:
        """How many numbers belong to the layer but are not changed by gradients."""
        return 0

    def weights(self, *shapes: Shape) -> tuple[tuple[str, Shape], ...] | None:
        """The names and shapes of its weights in Keras; None for a kind that does not tell them."""
        return None

    def multiply_adds(self, *shapes: Shape) -> int:
        """Multiply-adds for one input in the forward pass; only products with weights are counted."""
        return 0

    def kept_activations(self, *shapes: Shape) -> int:
        """How many numbers one input keeps in memory until its gradient has been computed."""
        return count(self.output_shape(*shapes))

    def arguments(self) -> Arguments:
        """The arguments of the Keras class; those equal to Keras's default may be left out."""
        return Arguments()

    @classmethod
    def keras_stem(cls) -> str:
        """The stem of the name that Keras gives such a layer, as keras.src.utils.naming.to_snake_case makes it."""
        name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", cls.model_fields["kind"].default)
        return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


class _Layers(Kinds[Layer]):
    """The registry of layers: those of one role are told apart by their options."""

    def register(self, kind: type[Layer]) -> type[Layer]:
        """Adds a kind; raises ValueError where its name is taken, or its option within its role is, or is missing."""
        if kind.role is not None and (not kind.option or of_role(kind.role).get(kind.option, kind) is not kind):
            raise ValueError(f"{kind.__name__} stands in the role {kind.role}; give it an option that no other has.")
        return super().register(kind)


#: Every kind of layer, by the name of its Keras class.
LAYERS = _Layers("layer")


def of_role(role: str) -> dict[str, type[Layer]]:
    """The registered kinds with this role, by the word that offers each."""
    return {kind.option: kind for kind in LAYERS.classes() if kind.role == role}


def count(shape: Shape) -> int:
    """How many numbers an array of `shape` holds."""
    numbers = 1
    for length in shape:
        numbers *= length
    return numbers


def only(layer: Layer, shapes: tuple[Shape, ...]) -> Shape:
    """The shape that reaches a layer with one input; raises ShapeError for any other number of inputs."""
    if len(shapes) != 1:
        raise ShapeError(f"{layer.kind} takes one input, but {len(shapes)} reach it")
    return shapes[0]


def image(layer: Layer, shapes: tuple[Shape, ...]) -> tuple[int, int, int]:
    """The (height, width, channels) that reach a layer of images; raises ShapeError for a vector."""
    shape = only(layer, shapes)
    if len(shape) != 3:
        raise ShapeError(f"{layer.kind} takes an image, but a vector of {shape[0]} numbers reaches it")
    height, width, channels = shape
    return height, width, channels


def weight_arguments(
    activation: ActivationName, use_bias: bool, initializer: str, l2: float
) -> tuple[tuple[str, Argument], ...]:
    """The arguments about activation, bias and kernel, as Keras names them."""
    named: list[tuple[str, Argument]] = [*output_arguments(activation, use_bias)]
    named += [("kernel_initializer", KernelInitializer(initializer))]
    named += [("kernel_regularizer", KernelPenalty(l2))] if l2 > 0 else []
    return tuple(named)


def output_arguments(activation: ActivationName, use_bias: bool) -> tuple[tuple[str, Argument], ...]:
    """The arguments about activation and bias, without those that are Keras's defaults."""
    bent: tuple[tuple[str, Argument], ...] = () if activation == "linear" else (("activation", activation),)
    return bent if use_bias else (*bent, ("use_bias", False))


def passes_through(layer: Layer) -> bool:
    """Whether the layer's first filters begin by giving the channels that come in as they are."""
    return any(INITIALIZERS[name].passes_through for name in initializers_of(layer))


def initializers_of(layer: Layer) -> list[str]:
    """The names of the initialisers that draw the layer's kernels."""
    return [value.name for _, value in layer.arguments().named if isinstance(value, KernelInitializer)]
