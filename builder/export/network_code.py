"""A network as the source of build_model()."""

from builder.design.cost.summary import Row, summarize
from builder.design.experiment import Experiment
from builder.design.network.graph import IMAGES, is_chain
from builder.design.network.layers.base import Argument, KernelInitializer, KernelPenalty, Layer

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


def seeded_code(experiment: Experiment) -> str:
    """The source of seeded(), which build_model() calls."""
    return _SEEDED if _is_plain(summarize(experiment).rows) else _SEEDED_BY_NAME


def build_model_code(experiment: Experiment, *, float32_output: bool = False) -> str:
    """The source of a function that returns the Keras model, one line per layer, one group per block.

    A chain of layers is written as keras.Sequential, a network with branches as a functional Keras model. With
    `float32_output` the last layer says that it computes in float32, whatever the number format of the others.
    """
    rows = summarize(experiment).rows
    shape = experiment.images.shape
    calls = [layer_code(row.layer) for row in rows]
    if float32_output:
        calls[-1] = _with_argument(calls[-1], 'dtype="float32"')
    body = _sequential(rows, calls, shape) if _is_plain(rows) else _functional(rows, calls, shape)
    lines = [
        f"def build_model(seed: int = {experiment.training.seed}) -> keras.Model:",
        '    """The network, with fresh weights and not yet compiled."""',
        *body,
    ]
    return "\n".join(lines) + "\n"


def _is_plain(rows: tuple[Row, ...]) -> bool:
    """Whether the layers stand in one chain, and dropout is all that is random in training."""
    noise = {row.kind for row in rows if row.layer.seeded == "noise"}
    return is_chain([row.inputs for row in rows]) and noise <= {"Dropout"}


def _sequential(rows: tuple[Row, ...], calls: list[str], shape: tuple[int, ...]) -> list[str]:
    lines = ["    model = keras.Sequential()", f"    model.add(keras.Input(shape={shape}))"]
    for number, call in enumerate(calls):
        lines += _heading(rows, number)
        lines.append(_statement("model.add(", call, ")"))
    return [*lines, "", "    return seeded(model, seed)"]


def _functional(rows: tuple[Row, ...], calls: list[str], shape: tuple[int, ...]) -> list[str]:
    """Each output is named after its layer, since a later layer may use it."""
    lines = [f"    images = keras.Input(shape={shape})"]
    for number, row in enumerate(rows):
        lines += _heading(rows, number)
        taken = ["images" if place == IMAGES else rows[place].name for place in row.inputs]
        inputs = taken[0] if len(taken) == 1 else f"[{', '.join(taken)}]"
        lines.append(_statement(f"{row.name} = ", _with_argument(calls[number], f'name="{row.name}"'), f"({inputs})"))
    names = "\n".join(f'        "{row.name}",' for row in rows)
    return [
        *lines,
        "",
        f"    model = keras.Model(images, {rows[-1].name})",
        f"    return seeded(model, seed, [\n{names}\n    ])",
    ]


def _heading(rows: tuple[Row, ...], number: int) -> list[str]:
    """A comment that names the block, placed before its first layer."""
    is_first = number == 0 or rows[number].place != rows[number - 1].place
    return ["", f"    # {rows[number].place}"] if is_first else []


def _with_argument(call: str, argument: str) -> str:
    """The call with one more argument, the last."""
    return f"{call[:-1]}{'' if call.endswith('()') else ', '}{argument})"


def _statement(before: str, call: str, after: str) -> str:
    """The line that adds a layer; in a long call the arguments about its weights go on their own line."""
    line = f"    {before}{call}{after}"
    if len(line) <= 120:
        return line
    name, arguments = call[:-1].split("(", 1)
    arguments = arguments.replace(", kernel_", ",\n        kernel_", 1)
    return f"    {before}{name}(\n        {arguments},\n    ){after}"


def layer_code(layer: Layer) -> str:
    """One layer as the call that makes it; arguments at Keras's defaults are left out."""
    arguments = layer.arguments()
    written = [_argument_code(argument) for argument in arguments.positional]
    written += [f"{name}={_argument_code(value)}" for name, value in arguments.named if not _is_default(value)]
    return f"layers.{layer.kind}({', '.join(written)})"


def _argument_code(argument: Argument) -> str:
    if isinstance(argument, KernelInitializer):
        return f'"{argument.name}"'
    if isinstance(argument, KernelPenalty):
        return f"keras.regularizers.L2({argument.l2!r})"
    return f'"{argument}"' if isinstance(argument, str) else repr(argument)


def _is_default(argument: Argument) -> bool:
    return isinstance(argument, KernelInitializer) and argument.name == "glorot_uniform"
