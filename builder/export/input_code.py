"""The input's layers in an exported script: what they take from the training images, as source."""

import inspect
from collections.abc import Callable

from builder.datasets import input_statistics
from builder.design.cost.summary import Row, summarize
from builder.design.experiment import Experiment
from builder.export.seeded_code import is_plain


def statistics_code(experiment: Experiment) -> str:
    """The functions that measure the training images; empty where the design needs none of them."""
    network_input = experiment.network.input
    functions: list[Callable[..., object]] = (
        [input_statistics.channel_statistics] if network_input.normalization else []
    )
    functions += [input_statistics.whitening_kernel] if network_input.whitening != "none" else []
    return "\n\n".join(inspect.getsource(function) for function in functions)


def measure_code(experiment: Experiment) -> str:
    """What measures x_train, uint8, before it is scaled; empty where nothing needs it."""
    network_input = experiment.network.input
    lines = ["mean, variance = channel_statistics(x_train)"] if network_input.normalization else []
    if network_input.whitening != "none":
        channels = experiment.images.shape[2]
        variance = "variance" if network_input.normalization else f"np.ones({channels})"
        lines.append(f"whitening = whitening_kernel(x_train, {variance})")
    return "".join(f"{line}\n" for line in lines)


def assign_code(experiment: Experiment, model: str) -> str:
    """What gives the layers of that model the numbers measured; empty where there are none."""
    rows = summarize(experiment).rows
    lines: list[str] = []
    for number, row in enumerate(rows):
        if row.place.section == "input":
            lines += _assigned(
                row, f"{model}.layers[{number}]" if is_plain(rows) else f'{model}.get_layer("{row.name}")'
            )
    return "".join(f"{line}\n" for line in lines)


def _assigned(row: Row, layer: str) -> list[str]:
    if row.kind == "BatchNormalization":
        return [f"{layer}.moving_mean.assign(mean)", f"{layer}.moving_variance.assign(variance)"]
    return [f"{layer}.kernel.assign(whitening)"]
