"""A network as the source of build_model()."""

from builder.design.network.blocks import INPUT_SHAPE, Network
from builder.design.network.layers import AveragePooling2D, Conv2D, Dense, Dropout, Layer, MaxPooling2D

#: The app draws each layer's weights and dropout from a seed of its own; with this the script draws the same.
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


def seeded_code() -> str:
    """The source of seeded(), which build_model() calls."""
    return _SEEDED


def build_model_code(network: Network, seed: int) -> str:
    """The source of a function that returns the Keras model, one line a layer, one group a block."""
    lines = [
        f"def build_model(seed: int = {seed}) -> keras.Model:",
        '    """The network, with fresh weights and not yet compiled."""',
        "    model = keras.Sequential()",
        f"    model.add(keras.Input(shape={INPUT_SHAPE}))",
    ]
    for place, block_layers in network.blocks_with_layers():
        lines.append("")
        lines.append(f"    # {place}")
        lines.extend(_added(layer_code(layer)) for layer in block_layers)
    lines.append("")
    lines.append("    return seeded(model, seed)")
    return "\n".join(lines) + "\n"


def _added(call: str) -> str:
    """The line that adds a layer; in a long call the arguments about its weights take a line of their own."""
    line = f"    model.add({call})"
    if len(line) <= 120:
        return line
    name, arguments = call[:-1].split("(", 1)
    arguments = arguments.replace(", kernel_", ",\n        kernel_", 1)
    return f"    model.add({name}(\n        {arguments},\n    ))"


def layer_code(layer: Layer) -> str:
    """One layer as the call that makes it; arguments at Keras's defaults are left out."""
    if isinstance(layer, Conv2D):
        size = layer.kernel_size
        first = f'{layer.filters}, ({size}, {size}), padding="same", activation="{layer.activation}"'
        return f"layers.Conv2D({first}{_weights_code(layer)})"
    if isinstance(layer, Dense):
        return f'layers.Dense({layer.units}, activation="{layer.activation}"{_weights_code(layer)})'
    if isinstance(layer, MaxPooling2D | AveragePooling2D):
        return f"layers.{layer.kind}(({layer.pool_size}, {layer.pool_size}))"
    if isinstance(layer, Dropout):
        return f"layers.Dropout({layer.rate!r})"
    return f"layers.{layer.kind}()"


def _weights_code(layer: Conv2D | Dense) -> str:
    code = ""
    if layer.kernel_initializer != "glorot_uniform":
        code += f', kernel_initializer="{layer.kernel_initializer}"'
    if layer.l2 > 0:
        code += f", kernel_regularizer=keras.regularizers.L2({layer.l2!r})"
    return code
