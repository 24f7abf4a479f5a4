"""How first weights are drawn: the initialisers that a design can name."""

from typing import Literal

from builder.design.base import Value

#: Those of a convolution's kernel.
ConvInitializer = Literal["glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "orthogonal", "dirac"]
#: Those of the output's kernel.
DenseInitializer = Literal[
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "orthogonal", "fan_in_uniform", "unit_normal"
]


class Initializer(Value):
    """One way to draw a kernel, each from the layer's own seed: Keras's class, and its arguments.

    With `passes_through`, a convolution's first filters then give the channels that come in as they are (a partial
    identity, or Dirac kernel); only the others stay as drawn.
    """

    keras_class: str
    arguments: tuple[tuple[str, float | str], ...] = ()
    passes_through: bool = False


#: Uniform within ±1/sqrt(fan in).
_FAN_IN = (("scale", 1 / 3), ("mode", "fan_in"), ("distribution", "uniform"))

#: Every initialiser by its name, which is Keras's own word where it has no arguments.
INITIALIZERS: dict[str, Initializer] = {
    "glorot_uniform": Initializer(keras_class="GlorotUniform"),
    "glorot_normal": Initializer(keras_class="GlorotNormal"),
    "he_uniform": Initializer(keras_class="HeUniform"),
    "he_normal": Initializer(keras_class="HeNormal"),
    "orthogonal": Initializer(keras_class="Orthogonal"),
    "dirac": Initializer(keras_class="VarianceScaling", arguments=_FAN_IN, passes_through=True),
    "fan_in_uniform": Initializer(keras_class="VarianceScaling", arguments=_FAN_IN),
    "unit_normal": Initializer(keras_class="RandomNormal", arguments=(("stddev", 1.0),)),
}
