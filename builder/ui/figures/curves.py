"""The curves of one run as Plotly figures: accuracy and loss, training and validation, by epoch."""

from collections.abc import Sequence
from typing import Any

from builder.progress.epoch import Epoch

HEIGHT = 300
#: Streamlit's placeholders for the theme's first chart colours; whoever draws replaces them.
TRAINING_COLOUR = "#000001"
VALIDATION_COLOUR = "#000002"
TEST_COLOUR = "#000005"
#: The name of the line that exists only if the test set is read after every epoch.
TEST_LINE = "Test (chooses this model)"
#: Points are marked while a line would be too short to see.
FEW_EPOCHS = 4
#: The x axis of a long training starts this long, and doubles whenever it is full.
FIRST_BOUND = 20

Figure = dict[str, Any]


def curves(epochs: Sequence[Epoch], *, planned: int, best_epoch: int | None, revision: str, ended: bool) -> Figure:
    """Both figures of a run, ready for JSON: `revision`, `figures` (accuracy in percent, loss) and `summary`.

    `planned` is how many epochs the run may take; `best_epoch` is marked by a star in both figures, on the line
    that judges: the validation's, or the test's where the epochs have a test accuracy. A run that has `ended` needs
    no room for more epochs. `revision` tells one run's figures from another's.
    """
    bound = _bound(len(epochs), planned, ended)
    nothing = "No epoch was completed" if ended else "The first point appears after epoch 1"
    accuracy = _figure(
        "Accuracy",
        [epoch.epoch for epoch in epochs],
        [_percent(epoch.accuracy) for epoch in epochs],
        [_percent(epoch.val_accuracy) for epoch in epochs],
        percent=True,
        test=[_percent(epoch.test_accuracy) for epoch in epochs if epoch.test_accuracy is not None],
        best_epoch=best_epoch,
        bound=bound,
        revision=revision,
        nothing=nothing,
    )
    loss = _figure(
        "Loss",
        [epoch.epoch for epoch in epochs],
        [_digits(epoch.loss) for epoch in epochs],
        [_digits(epoch.val_loss) for epoch in epochs],
        percent=False,
        best_epoch=best_epoch,
        bound=bound,
        revision=revision,
        nothing=nothing,
    )
    return {"revision": revision, "figures": [accuracy, loss], "summary": summary(epochs, planned, best_epoch)}


def summary(epochs: Sequence[Epoch], planned: int, best_epoch: int | None) -> str:
    """What the curves show, in words, for those who do not see them."""
    if not epochs:
        return f"Curves of accuracy and loss: no epoch of {planned} completed yet."
    last = epochs[-1]
    text = (
        f"Curves of accuracy and loss after epoch {last.epoch} of {planned}: "
        f"validation accuracy {last.val_accuracy:.1%}, training accuracy {last.accuracy:.1%}, "
        f"validation loss {last.val_loss:.3f}, training loss {last.loss:.3f}."
    )
    if last.test_accuracy is not None:
        text += f" Test accuracy, which chooses this model, {last.test_accuracy:.1%}."
    best = next((epoch for epoch in epochs if epoch.epoch == best_epoch), None)
    if best is None:
        return text
    if best.test_accuracy is not None:
        return f"{text} Best test accuracy {best.test_accuracy:.1%}, in epoch {best.epoch}."
    return f"{text} Best validation accuracy {best.val_accuracy:.1%}, in epoch {best.epoch}."


def _figure(
    title: str,
    x: list[int],
    training: list[float],
    validation: list[float],
    *,
    percent: bool,
    best_epoch: int | None,
    bound: int,
    revision: str,
    nothing: str,
    test: Sequence[float] = (),
) -> Figure:
    """One figure: two or three lines, the star, and axes that do not move while there is room."""
    hover = "%{y:.1f} %" if percent else "%{y:.3f}"
    mode = "lines+markers" if len(x) < FEW_EPOCHS else "lines"
    drawn = [
        ("Training", training, {"color": TRAINING_COLOUR, "dash": "dot", "width": 2}),
        ("Validation", validation, {"color": VALIDATION_COLOUR, "width": 3}),
    ]
    judge, others = validation, training
    if len(test) == len(x) > 0:
        drawn.append((TEST_LINE, list(test), {"color": TEST_COLOUR, "dash": "dash", "width": 2}))
        judge, others = list(test), validation
    lines = [
        {
            "type": "scatter",
            "name": name,
            "x": x,
            "y": y,
            "mode": mode,
            "line": line,
            "marker": {"size": 7},
            "hovertemplate": f"{hover}<extra>{name}</extra>",
        }
        for name, y, line in drawn
    ]
    best = x.index(best_epoch) if best_epoch in x else None
    layout: Figure = {
        "title": {"text": f"<b>{title}</b>", "x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": 8}},
        "height": HEIGHT,
        "uirevision": revision,
        "margin": {"l": 44, "r": 8, "t": 40, "b": 28},
        "hovermode": "x unified",
        "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        "xaxis": {
            "range": [0.5, bound + 0.5],
            "dtick": _tick(bound),
            "tick0": 0,
            "showgrid": False,
            "zeroline": False,
            "unifiedhovertitle": {"text": "Epoch %{x}"},
            "spikethickness": 1,
            "spikedash": "dot",
        },
        "yaxis": {
            "range": _room([*training, *validation, *test], percent),
            "zeroline": False,
            "ticksuffix": " %" if percent else "",
            "ticklabelstandoff": 6,
        },
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
    stars: list[Figure] = []
    if not x:
        middle = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False, "opacity": 0.7}
        layout["annotations"] = [{"text": nothing, **middle}]
    elif best is not None:
        color = VALIDATION_COLOUR if judge is validation else TEST_COLOUR
        stars = [_star(x[best], judge[best], color)]
        layout["annotations"] = [_label(x[best], judge[best], bound, above=judge[best] >= others[best])]
    return {"data": lines + stars, "layout": layout}


def _star(x: int, y: float, color: str) -> Figure:
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


def _label(x: int, y: float, bound: int, *, above: bool) -> Figure:
    """The star's text: away from the right edge, and above or below, where the training line is not."""
    left = x > 0.7 * bound
    away = 20 if left else 14  # to the left a line always passes
    return {
        "text": f"best, epoch {x}",
        "x": x,
        "y": y,
        "xanchor": "right" if left else "left",
        "xshift": -8 if left else 8,
        "yshift": away if above else -away,
        "borderpad": 1,
        "showarrow": False,
    }


def _bound(done: int, planned: int, ended: bool) -> int:
    """The last epoch on the x axis: fixed ahead, so that the curve grows into it instead of pushing it."""
    if ended:
        return max(done, 1)
    bound = FIRST_BOUND
    while bound <= done:
        bound *= 2
    return max(min(bound, planned), done, 1)


def _tick(bound: int) -> int:
    """A round step that gives the x axis at most six labels."""
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if bound <= 6 * step:
            return step
    return 2000


def _room(values: list[float], percent: bool) -> list[float]:
    """The range of the y axis: all values, and a margin for the star and its text."""
    if not values:
        return [0, 100] if percent else [0, 2.5]
    low, high = min(values), max(values)
    margin = 0.15 * max(high - low, 1 if percent else 0.02)
    return [round(low - margin, 5), round(high + margin, 5)]


def _percent(fraction: float) -> float:
    return round(100 * fraction, 2)


def _digits(loss: float) -> float:
    """The loss with five significant digits: all that a picture can show."""
    return float(f"{loss:.5g}")
