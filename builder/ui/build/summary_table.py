"""The summary as Keras prints it, as a table of real text."""

from builder.design.cost.summary import BYTES_PER_FLOAT, Summary
from builder.ui.app.text import escaped


def summary_rows(summary: Summary) -> tuple[tuple[str, str, str], ...]:
    """Layer (type), output shape and number of parameters of every layer, in Keras's words."""
    return tuple(
        (f"{row.name} ({row.kind})", keras_shape(row.output_shape), f"{row.parameters:,}") for row in summary.rows
    )


def totals(summary: Summary) -> tuple[tuple[str, str], ...]:
    """The three lines under Keras's table: label, and count with its memory in float32."""
    return (
        ("Total params", _count_and_memory(summary.total)),
        ("Trainable params", _count_and_memory(summary.trainable)),
        ("Non-trainable params", _count_and_memory(summary.non_trainable)),
    )


def keras_shape(shape: tuple[int, ...]) -> str:
    """(32, 32, 3) as "(None, 32, 32, 3)": None stands for the batch."""
    return "(" + ", ".join(["None", *(str(length) for length in shape)]) + ")"


def summary_html(summary: Summary) -> str:
    """The table as HTML; every text in it is escaped."""
    body = []
    place = None
    for row, (name, shape, parameters) in zip(summary.rows, summary_rows(summary), strict=True):
        starts_block = ' class="first"' if row.place != place else ""
        place = row.place
        head = f'<th scope="row">{_breakable(name)}</th>'
        body.append(f"<tr{starts_block}>{head}<td>{escaped(shape)}</td><td>{parameters}</td></tr>")
    if summary.broken is not None:
        where, why = summary.broken
        body.append(f'<tr class="broken"><th scope="row" colspan="3">{escaped(where.title)}: {escaped(why)}</th></tr>')
    foot = "".join(
        f'<tr><th scope="row" colspan="2">{label}</th><td>{value}</td></tr>' for label, value in totals(summary)
    )
    return (
        '<table class="summary"><caption>Summary of the network, layer by layer</caption>'
        '<thead><tr><th scope="col">Layer (type)</th><th scope="col">Output Shape</th>'
        f'<th scope="col">Param #</th></tr></thead><tbody>{"".join(body)}</tbody><tfoot>{foot}</tfoot></table>'
    )


def _breakable(name: str) -> str:
    layer, kind = name.split(" ", 1)
    return f"{escaped(layer)} <span>{escaped(kind)}</span>"


def _count_and_memory(parameters: int) -> str:
    """As Keras prints it: 263,402 (1.00 MB)."""
    return f"{parameters:,} ({_memory(parameters * BYTES_PER_FLOAT)})"


def _memory(size: int) -> str:
    """Bytes as Keras's `readable_memory_size` writes them, in steps of 1024."""
    value = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1024 or unit == "GB":
            return f"{value:.2f} {unit}"
        value /= 1024
    raise AssertionError("unreachable: the last unit always returns")
