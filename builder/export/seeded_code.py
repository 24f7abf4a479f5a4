"""The functions with which an exported network draws its first weights, as the app does from the same seed."""

import re

from builder.design.cost.summary import Row, summarize
from builder.design.experiment import Experiment
from builder.design.network.graph import is_chain
from builder.design.network.initializers import INITIALIZERS
from builder.design.network.layers.base import initializers_of, passes_through

#: The app draws each layer's weights and dropout from the layer's own seed; with this the script draws the same.
_SEEDED = '''\
def seeded(model: keras.Model, seed: int) -> keras.Model:
    """The model with its first weights and its dropout drawn from `seed`: equal seeds start alike."""
    seeds = np.random.SeedSequence(seed).generate_state(len(model.layers)).tolist()
    for layer, layer_seed in zip(model.layers, seeds):
        if hasattr(layer, "kernel_initializer"):
            draw = type(layer.kernel_initializer)(seed=layer_seed)
            layer.kernel.assign(draw(layer.kernel.shape))
        if isinstance(layer, layers.Dropout):
            layer.seed_generator.state.assign([layer_seed, 0])
    return model
'''

#: In a model with branches Keras orders the layers differently from the source, so they are named in order.
_SEEDED_BY_NAME = '''\
def seeded(model: keras.Model, seed: int, names: list[str]) -> keras.Model:
    """The model with the first weights and the dropout of the named layers drawn from `seed`, in that order."""
    seeds = np.random.SeedSequence(seed).generate_state(len(names)).tolist()
    for name, layer_seed in zip(names, seeds):
        layer = model.get_layer(name)
        if hasattr(layer, "kernel_initializer"):
            draw = type(layer.kernel_initializer)(seed=layer_seed)
            layer.kernel.assign(draw(layer.kernel.shape))
        if hasattr(layer, "seed_generator"):
            layer.seed_generator.state.assign([layer_seed, 0])
    return model
'''

_HAS_KERNEL = '        if hasattr(layer, "kernel_initializer"):\n'
#: Where the kernels of most layers are drawn; both kernels of a separable convolution are drawn below it.
_KERNEL = "            layer.kernel.assign(draw(layer.kernel.shape))\n"
_SEPARABLE = """\
        if isinstance(layer, layers.SeparableConv2D):
            draw = type(layer.depthwise_initializer)(seed=layer_seed)
            layer.depthwise_kernel.assign(draw(layer.depthwise_kernel.shape))
            draw = type(layer.pointwise_initializer)(seed=layer_seed ^ 1)
            layer.pointwise_kernel.assign(draw(layer.pointwise_kernel.shape))
"""

#: Of a network without dropout this much is left out.
_DROPOUT = """\
        if isinstance(layer, layers.Dropout):
            layer.seed_generator.state.assign([layer_seed, 0])
"""

#: In the place of these three, where convolutions begin as a partial identity: no other has an initialiser of this
#: class.
_PASSING = """\
        if draw := getattr(layer, "kernel_initializer", None):
            kernel = np.array(draw.from_config({**draw.get_config(), "seed": layer_seed})(layer.kernel.shape))
            if kernel.ndim == 4 and type(draw) is keras.initializers.VarianceScaling:
                kernel[..., : kernel.shape[2]] = 0  # the first filters give the channels as they come in (Dirac)
                kernel[len(kernel) // 2, len(kernel) // 2] += np.eye(*kernel.shape[2:])
            layer.kernel.assign(kernel)
"""

#: Where an initialiser has more to it than its class: with one kernel a layer, and with two.
_DRAW = "            draw = type(layer.kernel_initializer)(seed=layer_seed)\n"
_RESEEDED_DRAW = """\
            draw = layer.kernel_initializer
            draw = draw.from_config({**draw.get_config(), "seed": layer_seed})
"""
_RESEEDED = '''\
def reseeded(initializer: keras.Initializer, seed: int) -> keras.Initializer:
    """The same initialiser, drawing from another seed."""
    return type(initializer)(**{**initializer.get_config(), "seed": seed})
'''

#: Where some of the layers that begin so are separable convolutions.
_PASS_THROUGH_SEPARABLE = '''\
def pass_through(layer: layers.Layer) -> None:
    """The first filters give the channels that come in as they are; the others stay as drawn."""
    last = layer.pointwise_kernel if hasattr(layer, "pointwise_kernel") else layer.kernel
    if hasattr(layer, "depthwise_kernel"):
        depthwise = np.zeros(layer.depthwise_kernel.shape, np.float32)
        depthwise[len(depthwise) // 2, len(depthwise) // 2] = 1
        layer.depthwise_kernel.assign(depthwise)
    kernel = np.asarray(last).copy()
    middle, passed = len(kernel) // 2, np.arange(min(kernel.shape[2:]))
    kernel[..., passed] = 0
    kernel[middle, middle, passed, passed] = 1
    last.assign(kernel)
'''


def seeded_code(experiment: Experiment) -> str:
    """The source of seeded(), which build_model() calls, and of what it needs; empty where it draws them itself."""
    rows = summarize(experiment).rows
    return "" if draws_itself(rows) else _function(rows)


def drawing_lines(rows: tuple[Row, ...]) -> list[str]:
    """The last lines of a build_model() that draws the first weights itself."""
    return _function(rows).rstrip("\n").split('"""\n', 1)[1].splitlines()


def draws_itself(rows: tuple[Row, ...]) -> bool:
    """Whether build_model() draws the first weights: in a chain of layers whose convolutions begin as an identity."""
    return is_plain(rows) and any(passes_through(row.layer) for row in rows) and not passes_by_function(rows)


def _function(rows: tuple[Row, ...]) -> str:
    code = _SEEDED if is_plain(rows) else _SEEDED_BY_NAME
    if not any(row.layer.seeded == "noise" for row in rows):
        code = code.replace(_DROPOUT, "").replace("weights and its dropout", "weights")
    passes = any(passes_through(row.layer) for row in rows)
    if passes_by_function(rows):
        code = code.replace(_KERNEL, _KERNEL + _SEPARABLE)
    elif passes:
        code = code.replace(_HAS_KERNEL + _DRAW + _KERNEL, _PASSING)
    parts = [code]
    if any(INITIALIZERS[name].arguments for row in rows for name in initializers_of(row.layer)):
        if passes_by_function(rows):
            parts = [re.sub(r"type\((layer\.\w+)\)\(seed=(.+)\)", r"reseeded(\1, \2)", code), _RESEEDED]
        else:
            parts = [code.replace(_DRAW, _RESEEDED_DRAW)]
    if passes and passes_by_function(rows):
        parts.append(_PASS_THROUGH_SEPARABLE)
    return "\n\n".join(parts)


def passes_by_function(rows: tuple[Row, ...]) -> bool:
    """Whether what begins as a partial identity does so by a function of its own, which takes separable ones too."""
    return any(row.kind == "SeparableConv2D" for row in rows)


def is_plain(rows: tuple[Row, ...]) -> bool:
    """Whether the layers stand in one chain, and dropout is all that is random in training."""
    noise = {row.kind for row in rows if row.layer.seeded == "noise"}
    return is_chain([row.inputs for row in rows]) and noise <= {"Dropout"}
