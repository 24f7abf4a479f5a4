"""The curves of one ended run: training and validation, with the gap between them shaded, and the best epoch."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Literal, get_args

from builder.progress.epoch import Epoch
from builder.ui.figures.curve_style import (
    LEGEND,
    NAMED_EPOCHS,
    Quantity,
    chance_line,
    chance_text,
    hover_of,
    mode_of,
)
from builder.ui.figures.graph_objects import go
from builder.ui.figures.run_lines import Line, lines_of

HEIGHT = 290
#: Seen on a light and on a dark ground, and never mistaken for a line.
SHADE = "rgba(128, 128, 128, 0.18)"

Axis = Literal["epochs", "minutes", "images seen"]
AXES: tuple[Axis, ...] = get_args(Axis)

UNITS = {"epochs": "Epoch %{x}", "minutes": "%{x:.1f} min", "images seen": "%{x:,} images"}


def run_curves(
    epochs: Sequence[Epoch],
    quantity: Quantity,
    axis: Axis,
    best_epoch: int | None,
    images_in_epoch: int | None,
    chance: float,
    kept_epoch: int | None = None,
    *,
    is_claimed: bool = False,
) -> go.Figure:
    """One figure: accuracy in percent, or loss. By images seen only where it is known how many an epoch has.

    Accuracies are drawn from 0 to 100 %, so that a poor run looks poor, with a line at `chance`, the fraction that
    guessing gets right.

    Both figures mark the epoch of the highest accuracy, `best_epoch`, and the one whose weights are kept. Curves that a
    file claims are dashed, thin, and called so; their marks are hollow.
    """
    x = along(epochs, axis, images_in_epoch)
    lines = lines_of(epochs, quantity)
    unit, mode = hover_of(quantity == "accuracy"), mode_of(len(epochs))
    figure = go.Figure()
    for line in lines.drawn:
        look = line.look | {"width": 2, "dash": "dash"} if is_claimed and line is lines.validation else line.look
        figure.add_scatter(x=x, y=line.values, name=line.name, mode=mode, line=look, hovertemplate=unit)
        if line is lines.training:  # the next trace, as it is shaded up to the one before it
            _shade_gap(figure, x, line, lines.validation, quantity)
    numbers = [epoch.epoch for epoch in epochs]
    if kept_epoch == best_epoch:
        _mark(figure, x, lines.judge, numbers, best_epoch, "Most accurate and kept", "star")
    else:
        _mark(figure, x, lines.judge, numbers, best_epoch, "Most accurate", "star")
        _mark(figure, x, lines.judge, numbers, kept_epoch, "Kept", "diamond")
    if is_claimed:
        _call_claimed(figure)
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 44, "r": 8, "t": 30, "b": 32},
        hovermode="x unified",
        dragmode=False,  # and no zoom: a finger on the chart scrolls the page
        legend=LEGEND,
        xaxis={
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "unifiedhovertitle": {"text": UNITS[axis]},
            "tickformat": "d" if axis == "epochs" else None,
            "dtick": 1 if axis == "epochs" and len(epochs) <= NAMED_EPOCHS else None,
        },
        yaxis={"zeroline": False, "fixedrange": True, "ticksuffix": " %" if quantity == "accuracy" else ""},
    )
    if quantity == "accuracy":
        figure.update_yaxes(range=[-2, 102])
        figure.update_layout(shapes=[chance_line(100 * chance)], annotations=[chance_text(100 * chance)])
    return figure


def along(epochs: Sequence[Epoch], axis: Axis, images_in_epoch: int | None) -> list[float]:
    """Where each epoch stands on the axis: its number, the minutes until its end, or the images seen until then."""
    if axis == "minutes":
        return [seconds / 60 for seconds in accumulate(epoch.seconds for epoch in epochs)]
    if axis == "images seen" and images_in_epoch is not None:
        return [epoch.epoch * images_in_epoch for epoch in epochs]
    return [epoch.epoch for epoch in epochs]


def _worse(
    x: Sequence[float], training: Sequence[float], validation: Sequence[float], worse: Callable[[list[float]], float]
) -> tuple[list[float], list[float]]:
    """The worse of both lines, also where they cross between two epochs."""
    places, values = [*x], [worse([*pair]) for pair in zip(training, validation, strict=True)]
    gaps = [said - learnt for learnt, said in zip(training, validation, strict=True)]
    for number in range(len(x) - 1, 0, -1):
        before, after = gaps[number - 1], gaps[number]
        if before * after < 0:
            share = before / (before - after)
            places.insert(number, x[number - 1] + share * (x[number] - x[number - 1]))
            values.insert(number, training[number - 1] + share * (training[number] - training[number - 1]))
    return places, values


def _call_claimed(figure: go.Figure) -> None:
    """Says of every line and mark in the legend that it is a claim."""
    for trace in figure.data:
        if trace.name is not None:
            trace.name = f"{trace.name}, claimed"
        if trace.mode == "markers":
            trace.marker.symbol = f"{trace.marker.symbol}-open"


def _shade_gap(figure: go.Figure, x: Sequence[float], training: Line, validation: Line, quantity: Quantity) -> None:
    """Where validation is worse than training, and only there: from the trace before down to validation."""
    shaded_x, shaded_y = _worse(x, training.values, validation.values, min if quantity == "accuracy" else max)
    figure.add_scatter(
        x=shaded_x,
        y=shaded_y,
        mode="lines",
        line={"width": 0},
        fill="tonexty",
        fillcolor=SHADE,
        hoverinfo="skip",
        showlegend=False,
    )


def _mark(
    figure: go.Figure,
    x: Sequence[float],
    judge: Line,
    numbers: Sequence[int],
    epoch: int | None,
    name: str,
    symbol: str,
) -> None:
    """A mark on the line that judges; the legend names it, where no line crosses its words."""
    if epoch not in numbers:
        return
    place = numbers.index(epoch)
    figure.add_scatter(
        x=[x[place]],
        y=[judge.values[place]],
        name=f"{name}, epoch {epoch}",
        mode="markers",
        marker={"symbol": symbol, "size": 14 if symbol == "star" else 11, "color": judge.look["color"]},
        cliponaxis=False,
        hoverinfo="skip",
    )
