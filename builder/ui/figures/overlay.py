"""The curves of several runs in one figure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Protocol

from builder.ui.app.text import escaped
from builder.ui.figures.curve_style import LEGEND, MARGIN, NAMED_EPOCHS, Quantity, mode_of, shortened
from builder.ui.figures.graph_objects import go

HEIGHT = 300

LEGEND_LINE = 16

#: A dash and a marker for each run, so that lines can be told apart without colour. The theme gives the colours.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = (
    "circle", "square", "diamond", "triangle-up", "x", "star", "pentagon", "hexagram", "bowtie", "hourglass"
)  # fmt: skip

#: More lines than this cannot be told apart: the theme has so many colours.
MOST_LINES = 10

PERCENT_AXIS = {"tickformat": ".0f", "hoverformat": ".1f", "ticksuffix": " %"}
EPOCH_AXIS = {"hoverformat": "d", "tickformat": "d"}
LOSS_AXIS = {"tickformat": ".2f", "hoverformat": ".3f"}

Part = Literal["training", "validation"]
QUANTITIES: tuple[Quantity, ...] = ("accuracy", "loss")
PARTS: tuple[Part, ...] = ("validation", "training")


class EpochValues(Protocol):
    """What is drawn of an epoch, of a run or of a result of the course: accuracies are fractions."""

    @property
    def epoch(self) -> int: ...
    @property
    def loss(self) -> float: ...
    @property
    def accuracy(self) -> float: ...
    @property
    def val_loss(self) -> float: ...
    @property
    def val_accuracy(self) -> float: ...


def overlay(
    curves: Mapping[str, Sequence[EpochValues]],
    quantity: Quantity,
    part: Part,
    y_range: tuple[float, float] | None = None,
    along: Mapping[str, Sequence[float]] | None = None,
    claimed: Collection[str] = (),
) -> go.Figure:
    """One line for each run by its label; accuracy in percent, loss as it is.

    `y_range` (low, high) makes two figures comparable; None fits this one. `along` says by label where each epoch
    stands on the x axis; None for its number. The labels in `claimed` are of curves that a file claims: these are
    dashed, thin and called so, with hollow marks. Beside them no other line is dashed, and all are told apart by marks.
    """
    figure = go.Figure()
    for number, (label, epochs) in enumerate(curves.items()):
        is_claimed, symbol = label in claimed, MARKERS[number % len(MARKERS)]
        dash = DASHES[number % len(DASHES)] if not claimed else "dash" if is_claimed else "solid"
        figure.add_scatter(
            x=[epoch.epoch for epoch in epochs] if along is None else along[label],
            y=[value_of(epoch, quantity, part) for epoch in epochs],
            name=escaped(shortened(label)) + (", claimed" if is_claimed else ""),
            mode="lines+markers" if claimed or number >= len(DASHES) else mode_of(len(epochs)),
            line={"dash": dash, "width": 1.5 if is_claimed else 2.5},
            marker={"symbol": f"{symbol}-open" if is_claimed else symbol, "size": 7, "maxdisplayed": 12},
        )
    tick = 1 if along is None and max(map(len, curves.values()), default=0) <= NAMED_EPOCHS else None
    figure.update_layout(
        # On a phone each name has a line of the legend to itself.
        height=HEIGHT + LEGEND_LINE * max(0, len(curves) - 2),
        margin=MARGIN,
        hovermode="x unified",
        showlegend=True,
        legend=LEGEND,
        yaxis={"range": y_range, **(PERCENT_AXIS if quantity == "accuracy" else LOSS_AXIS)},
        xaxis={"title": None, "rangemode": "nonnegative", "dtick": tick} | (EPOCH_AXIS if along is None else {}),
    )
    return figure


def overlay_summary(curves: Mapping[str, Sequence[EpochValues]], quantity: Quantity, part: Part, by: str) -> str:
    """What the figure shows, in words, for those who do not see it: where each line ends."""
    told = [
        f"{label}: {value_of(epochs[-1], quantity, part):.{1 if quantity == 'accuracy' else 3}f}"
        f"{' %' if quantity == 'accuracy' else ''} after epoch {epochs[-1].epoch}"
        for label, epochs in curves.items()
        if epochs
    ]
    return f"{part.capitalize()} {quantity} by {by}. {'; '.join(told) or 'No epoch yet'}."


def value_of(epoch: EpochValues, quantity: Quantity, part: Part) -> float:
    """One number of an epoch as it is drawn: accuracy in percent, loss as it is."""
    value = getattr(epoch, f"val_{quantity}" if part == "validation" else quantity)
    return 100 * value if quantity == "accuracy" else value


def shared_range(curves: Mapping[str, Sequence[EpochValues]], quantity: Quantity) -> tuple[float, float] | None:
    """The range that holds training and validation of every run, with a little air; None without numbers."""
    values = [
        value
        for epochs in curves.values()
        for epoch in epochs
        for value in (value_of(epoch, quantity, "training"), value_of(epoch, quantity, "validation"))
    ]
    if not values:
        return None
    air = 0.05 * (max(values) - min(values)) or 0.05
    return min(values) - air, max(values) + air
