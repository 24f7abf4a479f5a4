"""The curve of an earlier run, faintly, in the figures of a run that trains."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from builder.progress.epoch import Epoch
from builder.ui.app.text import escaped
from builder.ui.figures.overlay import shortened

#: Seen on a light and on a dark ground. Unlike the line of chance it is solid, and it is the thinnest of the curves.
BEFORE_COLOUR = "rgba(128, 128, 128, 0.9)"
#: What tells its lines from the others for whoever draws them.
META = "before"


class Before(NamedTuple):
    """The earlier run: its name, as a person typed it, and its epochs."""

    name: str
    epochs: Sequence[Epoch]

    def within(self, bound: int) -> "Before":
        """Its first epochs, as far as an axis that ends with epoch `bound` shows them."""
        return Before(self.name, [epoch for epoch in self.epochs if epoch.epoch <= bound])

    @property
    def summary(self) -> str:
        """What its lines show, in words, for those who do not see them."""
        best = max(self.epochs, key=lambda epoch: epoch.val_accuracy)
        return f"Faintly, the run before, {self.name}: up to {best.val_accuracy:.1%}, in epoch {best.epoch}."


def before_line(name: str, x: Sequence[int], y: Sequence[float], hover: str) -> dict[str, Any]:
    """Its validation line; `hover` is how a value is written. Whoever draws it first has it behind the others.

    The legend that names it is not Plotly's, which would push the curves down for a long name.
    """
    told = escaped(f"Before: {shortened(name)}")
    return {
        "type": "scatter",
        "meta": META,
        "name": told,
        "showlegend": False,
        "x": list(x),
        "y": list(y),
        "mode": "lines+markers" if len(x) == 1 else "lines",
        "line": {"color": BEFORE_COLOUR, "width": 1.5},
        "marker": {"size": 5},
        "hovertemplate": f"{hover}<extra>{told}</extra>",
    }


def room_beside(own: Sequence[float], beside: Sequence[float]) -> list[float]:
    """The lowest and the highest value that an axis shows: all of `own`, and of `beside` as much as leaves them half.

    `own` is not empty.
    """
    low, high = min(own), max(own)
    spare = max(high - low, 0.02) / 2
    return [max(min(low, *beside), low - spare), min(max(high, *beside), high + spare)] if beside else [low, high]
