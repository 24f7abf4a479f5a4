"""What a block has that differs from the course's blocks, in a few words each."""

from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.words.numbers import exact

#: The names of activations, as people write them.
ACTIVATIONS = {"relu": "ReLU", "gelu": "GELU", "silu": "SiLU", "leaky_relu": "leaky ReLU"}
#: The names of initialisers within a sentence; `initializer_name` knows those that are not here.
INITIALIZERS = {
    "glorot_uniform": "Glorot uniform",
    "glorot_normal": "Glorot normal",
    "he_uniform": "He uniform",
    "he_normal": "He normal",
    "fan_in_uniform": "fan-in uniform",
    "dirac": "Dirac",
}
#: What follows a convolution, in order.
ORDERS = {
    "activation_first": "activation → normalisation",
    "normalization_first": "normalisation → activation",
    "pooling_first": "pooling → normalisation → activation",
}


def initializer_name(name: str) -> str:
    """What an initialiser is called, by its name in a design: "Glorot uniform", "orthogonal"."""
    return INITIALIZERS.get(name, name.replace("_", " "))


def choices(block: ConvBlock | DenseBlock) -> list[str]:
    """What is not as in the course: "GELU", "no bias"; empty where all is."""
    parts = [] if is_usual(block, "activation") else [ACTIVATIONS[block.activation]]
    parts += [] if block.use_bias else ["no bias"]
    if isinstance(block, ConvBlock):
        parts += [] if is_usual(block, "order") else [ORDERS[block.order]]
        parts += ["residual"] if block.residual else []
        parts += ["separable"] if block.convolution == "separable" else []
    return parts + _of_normalization(block)


def is_usual(block: ConvBlock | DenseBlock, name: str) -> bool:
    """Whether the field of that name is as in the course's blocks: at its default."""
    return bool(getattr(block, name) == type(block).model_fields[name].default)


def _of_normalization(block: ConvBlock | DenseBlock) -> list[str]:
    """Nothing of it acts where nothing is normalised, and yet two designs may differ in it."""
    parts = [] if block.normalization_scale else ["normalisation without scale"]
    if not is_usual(block, "normalization_momentum"):
        parts.append(f"normalisation momentum {exact(block.normalization_momentum)}")
    if not is_usual(block, "normalization_epsilon"):
        parts.append(f"normalisation epsilon {exact(block.normalization_epsilon)}")
    return parts
