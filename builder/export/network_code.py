"""A network as the source of build_model()."""

import textwrap
from collections.abc import Callable

from builder.design.cost.summary import Row, summarize
from builder.design.experiment import Experiment
from builder.design.network.graph import IMAGES
from builder.design.network.initializers import INITIALIZERS
from builder.design.network.layers.base import Argument, KernelInitializer, KernelPenalty, Layer, passes_through
from builder.design.network.layers.convolution import Conv2D
from builder.export.alike_code import alike_blocks, filters_of, without_filters
from builder.export.seeded_code import drawing_lines, draws_itself, is_plain, passes_by_function


def build_model_code(experiment: Experiment, *, float32_output: bool = False) -> str:
    """The source of a function that returns the Keras model, one line per layer, one group per block.

    A chain of layers is written as keras.Sequential, a network with branches as a functional Keras model. With
    `float32_output` the output's layers say that they compute in float32, whatever the number format of the others.
    """
    rows = summarize(experiment).rows
    shape = experiment.images.shape
    calls = [layer_code(row.layer) for row in rows]
    if float32_output:
        output = [row.place.section == "output" for row in rows]
        calls = [
            _with_argument(call, 'dtype="float32"') if it else call for call, it in zip(calls, output, strict=True)
        ]
    body = _sequential(rows, calls, shape) if is_plain(rows) else _functional(rows, calls, shape)
    weights = "its first weights drawn from `seed`," if draws_itself(rows) else "with fresh weights"
    lines = [
        f"def build_model(seed: int = {experiment.training.seed}) -> keras.Model:",
        f'    """The network, {weights} and not yet compiled."""',
        *body,
    ]
    return "\n".join(lines) + "\n"


def _sequential(rows: tuple[Row, ...], calls: list[str], shape: tuple[int, ...]) -> list[str]:
    lines = [f"    model = keras.Sequential([keras.Input(shape={shape})])"]
    if sum(DIRAC in call for call in calls) > 1:
        lines.insert(0, f"    dirac = {DIRAC}")
        calls = [call.replace(DIRAC, "dirac") for call in calls]
    number = 0
    while number < len(rows):
        alike = alike_blocks(rows, calls, number)
        if len(alike) > 1:
            lines += _loop(rows, calls, alike)
            number = alike[-1].stop
        else:
            lines += [*_heading(rows, number), _statement("model.add(", calls[number], ")")]
            number += 1
    after = _after(rows, lambda number: f"model.layers[{number}]")
    if draws_itself(rows):
        return [*lines, *after, *drawing_lines(rows)]
    if not after:
        return [*lines, "    return seeded(model, seed)"]
    return [*lines, "    seeded(model, seed)", *after, "    return model"]


def _loop(rows: tuple[Row, ...], calls: list[str], alike: list[range]) -> list[str]:
    """The layers of blocks that differ in their filters alone, once for all of them."""
    first, last = alike[0].start, alike[-1].start
    widths = ", ".join(filters_of(calls[block.start]) for block in alike)
    lines = [f"    # {rows[first].place} to {rows[last].place}", f"    for filters in ({widths}):"]
    statements = [_statement("model.add(", without_filters(calls[number]), ")") for number in alike[0]]
    return [*lines, *(textwrap.indent(statement, "    ") for statement in statements)]


def _functional(rows: tuple[Row, ...], calls: list[str], shape: tuple[int, ...]) -> list[str]:
    """Each output is named after its layer, since a later layer may use it."""
    lines = [f"    images = keras.Input(shape={shape})"]
    for number, row in enumerate(rows):
        lines += _heading(rows, number)
        taken = ["images" if place == IMAGES else rows[place].name for place in row.inputs]
        inputs = taken[0] if len(taken) == 1 else f"[{', '.join(taken)}]"
        lines.append(_statement(f"{row.name} = ", _with_argument(calls[number], f'name="{row.name}"'), f"({inputs})"))
    names = "\n".join(f'        "{row.name}",' for row in rows)
    lines.append(f"    model = keras.Model(images, {rows[-1].name})")
    after = _after(rows, lambda number: f'model.get_layer("{rows[number].name}")')
    if not after:
        return [*lines, f"    return seeded(model, seed, [\n{names}\n    ])"]
    return [*lines, f"    seeded(model, seed, [\n{names}\n    ])", *after, "    return model"]


def _after(rows: tuple[Row, ...], layer: Callable[[int], str]) -> list[str]:
    """What is done to layers once all first weights are drawn; `layer(number)` is the expression for one of them."""
    lines = []
    for number, row in enumerate(rows):
        if isinstance(row.layer, Conv2D) and row.layer.fitted:
            lines.append(f"    {layer(number)}.kernel.trainable = False")
        if passes_through(row.layer) and passes_by_function(rows):
            lines.append(f"    pass_through({layer(number)})")
    return lines


def _heading(rows: tuple[Row, ...], number: int) -> list[str]:
    """A comment that names the block, placed before its first layer; a layer between the blocks speaks for itself."""
    is_first = number == 0 or rows[number].place != rows[number - 1].place
    return [f"    # {rows[number].place}"] if is_first and rows[number].place.section != "to_vector" else []


def _with_argument(call: str, argument: str) -> str:
    """The call with one more argument, the last."""
    return f"{call[:-1]}{'' if call.endswith('()') else ', '}{argument})"


def _statement(before: str, call: str, after: str) -> str:
    """The line that adds a layer; in a long call the arguments about its weights go on their own line."""
    line = f"    {before}{call}{after}"
    if len(line) <= 120:
        return line
    name, arguments = call[:-1].split("(", 1)
    is_separable = ", depthwise_" in arguments
    breaks = [", depthwise_", ", name="] if is_separable else [", kernel_initializer"]
    if len(arguments) > 180:
        breaks += [", pointwise_"] if is_separable else [", kernel_regularizer"]
    for before_it in breaks:
        arguments = arguments.replace(before_it, f",\n        {before_it[2:]}")
    return f"    {before}{name}(\n        {arguments},\n    ){after}"


def layer_code(layer: Layer) -> str:
    """One layer as the call that makes it; arguments at Keras's defaults are left out."""
    arguments = layer.arguments()
    written = [_argument_code(argument) for argument in arguments.positional]
    written += [f"{name}={_argument_code(value)}" for name, value in arguments.named if not _is_default(value)]
    return f"layers.{layer.kind}({', '.join(written)})"


def _argument_code(argument: Argument) -> str:
    if isinstance(argument, KernelInitializer):
        initializer = INITIALIZERS[argument.name]
        if not initializer.arguments:
            return f'"{argument.name}"'
        given = ", ".join(f"{name}={_value_code(value)}" for name, value in initializer.arguments)
        return f"keras.initializers.{initializer.keras_class}({given})"
    if isinstance(argument, KernelPenalty):
        return f"keras.regularizers.L2({argument.l2!r})"
    return f'"{argument}"' if isinstance(argument, str) else repr(argument)


def _value_code(value: float | str) -> str:
    return "1 / 3" if value == 1 / 3 else _argument_code(value)


def _is_default(argument: Argument) -> bool:
    return isinstance(argument, KernelInitializer) and argument.name == "glorot_uniform"


#: The initialiser of convolutions that begin as a partial identity.
DIRAC = _argument_code(KernelInitializer("dirac"))
