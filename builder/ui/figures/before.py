"""The curve of an earlier run, faintly, in the figures of a run that trains."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from builder.progress.epoch import Epoch
from builder.ui.app.text import escaped
from builder.ui.figures.curve_style import shortened
from builder.words.counts import count
from builder.words.numbers import percent

#: Seen on a light and on a dark ground. Unlike the line of chance it is solid, and it is the thinnest of the curves.
BEFORE_COLOUR = "rgba(128, 128, 128, 0.9)"
#: What tells its lines from the others for whoever draws them.
META = "before"


class Before(NamedTuple):
    """The earlier run: its name, as a person typed it, its epochs, and whether it is the best of all before."""

    name: str
    epochs: Sequence[Epoch]
    is_best: bool = False

    def within(self, bound: int) -> "Before":
        """Its first epochs, as far as an axis that ends with epoch `bound` shows them."""
        return self._replace(epochs=[epoch for epoch in self.epochs if epoch.epoch <= bound])

    def label(self, own: Sequence[Epoch], bound: int) -> str:
        """Which run it is, its epochs and its best accuracy, and what else one has to know to find its line.

        `own` are the epochs of the run that it stands behind, `bound` is the last one that the axis shows.
        """
        best = max(self.epochs, key=lambda epoch: epoch.val_accuracy)
        parts = [
            f"{'The best run before' if self.is_best else 'The run before'}: {self.name}",
            count(len(self.epochs), "epoch"),
            f"best {percent(best.val_accuracy)} in epoch {best.epoch}",
        ]
        if self._is_under(own, bound):
            parts.append("the same curve as this run’s, which covers it")
        if bound < len(self.epochs):
            parts.append(f"drawn up to epoch {bound}")
        return " · ".join(parts)

    def _is_under(self, own: Sequence[Epoch], bound: int) -> bool:
        """Whether the other's line covers all that is drawn of this one: as with the same design and seed, once the
        other has got as far."""
        drawn = self.within(bound).epochs
        pairs = zip(own, drawn, strict=False)
        return 0 < len(drawn) <= len(own) and all(
            (one.val_accuracy, one.val_loss) == (other.val_accuracy, other.val_loss) for one, other in pairs
        )


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
