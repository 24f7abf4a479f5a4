"""The star on a curve that marks its best epoch, with a few words beside it."""

from typing import Any, NamedTuple

Figure = dict[str, Any]


class Mark(NamedTuple):
    """What the star says, and of which epoch; no star for None."""

    word: str
    epoch: int | None


def star(x: int, y: float, color: str) -> Figure:
    """The mark of the best epoch."""
    return {
        "type": "scatter",
        "x": [x],
        "y": [y],
        "mode": "markers",
        "marker": {"symbol": "star", "size": 14, "color": color},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def star_text(best: Mark, y: float, bound: int, *, above: bool) -> Figure:
    """The star's text: away from the right edge, and above or below, where the training line is not."""
    x = best.epoch or 0
    left = x > 0.7 * bound
    away = 20 if left else 14  # to the left a line always passes
    return {
        "text": f"{best.word}, epoch {x}",
        "x": x,
        "y": y,
        "xanchor": "right" if left else "left",
        "xshift": -8 if left else 8,
        "yshift": away if above else -away,
        "borderpad": 1,
        "showarrow": False,
    }
