"""The task "one-value": how a convolution comes to one number of its maps."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from builder.design.cost.maps import explains
from builder.jobs.tasks.kind import Refused, Report, TaskKind, register
from builder.jobs.tasks.looking import Looked, looked_at
from builder.jobs.tasks.packed import packed
from builder.settings import Settings
from builder.store.tasks import Task

if TYPE_CHECKING:
    import numpy as np

#: Of so many input channels window and kernel are given: those with the largest sums.
MOST_CHANNELS = 3


def one_value(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """{"layer", "shape", "inputs", "channels", "maps", "windows", "kernels", "sums", "others", "bias", "value", "map"}.

    The parameters are "layer", a convolution by its name, and "channel", "row" and "column", counted from 0. `shape`
    is the layer's output shape, and it takes `inputs` maps; of `channels`, at most MOST_CHANNELS of them in order,
    there are `maps` (packed), `windows` and `kernels` (rows of numbers) and `sums` of their products. `others` is the
    sum of the products of all other input channels. The sums, `others` and `bias` come to `value` after the activation;
    `map` is the whole map (packed). Raises Refused and BundleError.
    """
    looked = looked_at(settings, db, task)
    number = _convolution(task.parameters.get("layer"), looked)
    row = looked.summary.rows[number]
    channel, *place = (_counted(task, name, row.output_shape[axis]) for name, axis in _AXES)
    from builder.engine.inside.one_value import one_value

    found = one_value(looked.model, looked.summary.rows, number, looked.image, channel, (place[0], place[1]))
    sums = (found.window.astype(float) * found.kernel).sum(axis=(0, 1))
    channels = sorted(abs(sums).argsort(kind="stable")[::-1][:MOST_CHANNELS].tolist())
    return {
        "layer": row.name,
        "shape": list(row.output_shape),
        "inputs": len(sums),
        "channels": channels,
        "maps": packed(found.inputs[:, :, channels].transpose(2, 0, 1)),
        "windows": _by_channel(found.window, channels),
        "kernels": _by_channel(found.kernel, channels),
        "sums": sums[channels].tolist(),
        "others": float(sums.sum() - sums[channels].sum()),
        "bias": found.bias,
        "value": float(found.output[place[0], place[1]]),
        "map": packed(found.output),
    }


_AXES = (("channel", 2), ("row", 0), ("column", 1))


def _convolution(name: Any, looked: Looked) -> int:
    """The number of the row of that name; raises Refused unless it is a convolution (of the input, none is)."""
    numbers = {row.name: number for number, row in enumerate(looked.summary.rows) if explains(row)}
    if name not in numbers:
        told = f"it has {', '.join(numbers)}" if numbers else "it has none"
        raise Refused(f"“{looked.run.name}” has no convolution {name!r}; {told}.")
    return numbers[name]


def _counted(task: Task, name: str, length: int) -> int:
    """The parameter of that name; raises Refused unless it is a whole number from 0 to `length` - 1."""
    given = task.parameters.get(name, 0)
    if not isinstance(given, int) or not 0 <= given < length:
        raise Refused(f"The {name} {given!r} was asked for; expected a whole number from 0 to {length - 1}.")
    return given


def _by_channel(array: "np.ndarray", channels: list[int]) -> list[list[list[float]]]:
    return [array[:, :, channel].astype(float).tolist() for channel in channels]


register(TaskKind("one-value", process="inference", answer=one_value))
