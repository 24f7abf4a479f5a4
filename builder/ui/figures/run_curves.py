"""The curves of one ended run: training and validation, with the gap between them shaded, and the best epoch."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Literal, get_args

from builder.progress.epoch import Epoch
from builder.ui.figures.curve_style import (
    CHANCE,
    NAMED_EPOCHS,
    TEST,
    TEST_COLOUR,
    TEST_LINE,
    TRAINING,
    VALIDATION,
    VALIDATION_COLOUR,
    chance_text,
    hover_of,
    mode_of,
)
from builder.ui.figures.graph_objects import go

HEIGHT = 290
#: Seen on a light and on a dark ground, and never mistaken for a line.
SHADE = "rgba(128, 128, 128, 0.18)"

Axis = Literal["epochs", "minutes", "images seen"]
AXES: tuple[Axis, ...] = get_args(Axis)
Quantity = Literal["accuracy", "loss"]

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
    training = [_value(epoch, quantity, "training") for epoch in epochs]
    validation = [_value(epoch, quantity, "validation") for epoch in epochs]
    unit, mode = hover_of(quantity == "accuracy"), mode_of(len(epochs))
    figure = go.Figure()
    figure.add_scatter(x=x, y=training, name="Training", mode=mode, line=TRAINING, hovertemplate=unit)
    worse = min if quantity == "accuracy" else max
    figure.add_scatter(  # shaded where validation is worse than training, and only there
        x=x,
        y=[worse(pair) for pair in zip(training, validation, strict=True)],
        mode="lines",
        line={"width": 0},
        fill="tonexty",
        fillcolor=SHADE,
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=x,
        y=validation,
        name="Validation",
        mode=mode,
        line=VALIDATION | {"width": 2, "dash": "dash"} if is_claimed else VALIDATION,
        hovertemplate=unit,
    )
    judge, colour = validation, VALIDATION_COLOUR
    tested = [100 * epoch.test_accuracy for epoch in epochs if epoch.test_accuracy is not None]
    if quantity == "accuracy" and len(tested) == len(epochs):
        judge, colour = tested, TEST_COLOUR
        figure.add_scatter(x=x, y=tested, name=TEST_LINE, mode=mode, line=TEST, hovertemplate=unit)
    numbers = [epoch.epoch for epoch in epochs]
    if kept_epoch == best_epoch:
        _mark(figure, x, judge, colour, numbers, best_epoch, "Most accurate and kept", "star")
    else:
        _mark(figure, x, judge, colour, numbers, best_epoch, "Most accurate", "star")
        _mark(figure, x, judge, colour, numbers, kept_epoch, "Kept", "diamond")
    if is_claimed:
        _call_claimed(figure)
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 44, "r": 8, "t": 30, "b": 32},
        hovermode="x unified",
        dragmode=False,  # and no zoom: a finger on the chart scrolls the page
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
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
        figure.add_hline(
            y=100 * chance,
            line=CHANCE,
            layer="below",
            annotation=chance_text(100 * chance),
            annotation_position="top right",
        )
    return figure


def along(epochs: Sequence[Epoch], axis: Axis, images_in_epoch: int | None) -> list[float]:
    """Where each epoch stands on the axis: its number, the minutes until its end, or the images seen until then."""
    if axis == "minutes":
        return [seconds / 60 for seconds in accumulate(epoch.seconds for epoch in epochs)]
    if axis == "images seen" and images_in_epoch is not None:
        return [epoch.epoch * images_in_epoch for epoch in epochs]
    return [epoch.epoch for epoch in epochs]


def _call_claimed(figure: go.Figure) -> None:
    """Says of every line and mark in the legend that it is a claim."""
    for trace in figure.data:
        if trace.name is not None:
            trace.name = f"{trace.name}, claimed"
        if trace.mode == "markers":
            trace.marker.symbol = f"{trace.marker.symbol}-open"


def _value(epoch: Epoch, quantity: Quantity, part: Literal["training", "validation"]) -> float:
    if quantity == "loss":
        return epoch.loss if part == "training" else epoch.val_loss
    return 100 * (epoch.accuracy if part == "training" else epoch.val_accuracy)


def _mark(
    figure: go.Figure,
    x: Sequence[float],
    judge: Sequence[float],
    colour: str,
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
        y=[judge[place]],
        name=f"{name}, epoch {epoch}",
        mode="markers",
        marker={"symbol": symbol, "size": 14 if symbol == "star" else 11, "color": colour},
        cliponaxis=False,
        hoverinfo="skip",
    )
