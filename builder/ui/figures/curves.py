"""The curves of one run as Plotly figures: accuracy and loss, training and validation, by epoch."""

from collections.abc import Sequence
from typing import Any

from builder.progress.epoch import Epoch
from builder.ui.figures.before import Before, before_line
from builder.ui.figures.curve_axes import last_epoch, room, tick
from builder.ui.figures.curve_style import MARGIN, chance_line, chance_text, hover_of, mode_of
from builder.ui.figures.curve_summary import accuracy_summary, loss_summary, lowest_loss
from builder.ui.figures.run_lines import Lines, lines_of
from builder.ui.figures.stars import Mark, star, star_text

HEIGHT = 300
#: Over an accuracy above this, in percent, there is no room for the star's text.
CROWDED = 90

Figure = dict[str, Any]


def curves(
    epochs: Sequence[Epoch],
    *,
    planned: int,
    best_epoch: int | None,
    chance: float,
    revision: str,
    ended: bool,
    before: Before | None = None,
) -> Figure:
    """Both figures of a run, ready for JSON: `revision`, `figures` (accuracy in percent, loss), `summaries` of both,
    and `before`.

    `planned` is how many epochs the run may take. A star marks `best_epoch` on the accuracy that judges: the
    validation's, or the test's where the epochs have a test accuracy. Another one marks the lowest validation loss,
    which may be of another epoch. The axis of accuracies is the same for every run, 0 to 100 %, with a line at
    `chance`, the fraction that guessing gets right. A run that has `ended` needs no room for more epochs. `revision`
    tells one run's figures from another's. The validation lines of the run `before`, if any, are drawn faintly behind
    the others, as far as the axes go; `before` in what is returned says which run that is, and how far it is drawn.
    """
    bound = last_epoch(len(epochs), planned, ended)
    earlier = None if before is None else before.within(bound)
    nothing = "No epoch was completed" if ended else "The first point appears after epoch 1"
    accuracy = _figure(
        "Accuracy",
        [epoch.epoch for epoch in epochs],
        lines_of(epochs, "accuracy").written(_percent),
        percent=True,
        best=Mark("best", best_epoch),
        bound=bound,
        revision=revision,
        nothing=nothing,
        before=earlier and (earlier, lines_of(earlier.epochs, "accuracy").written(_percent).validation.values),
    )
    _draw_chance(accuracy, 100 * chance)
    loss = _figure(
        "Loss",
        [epoch.epoch for epoch in epochs],
        lines_of(epochs, "loss").written(_digits),
        percent=False,
        best=Mark("lowest", lowest_loss(epochs)),
        bound=bound,
        revision=revision,
        nothing=nothing,
        before=earlier and (earlier, lines_of(earlier.epochs, "loss").written(_digits).validation.values),
    )
    told = (accuracy_summary(epochs, planned, best_epoch), loss_summary(epochs, planned))
    label = None if before is None else before.label(epochs, bound)
    return {
        "revision": revision,
        "figures": [accuracy, loss],
        "summaries": [one if label is None else f"{one} Faintly: {label}." for one in told],
        "before": label,
    }


def _draw_chance(figure: Figure, percent: float) -> None:
    figure["layout"]["shapes"] = [chance_line(percent)]
    figure["layout"].setdefault("annotations", []).append(chance_text(percent))


def _figure(
    title: str,
    x: list[int],
    lines: Lines,
    *,
    percent: bool,
    best: Mark,
    bound: int,
    revision: str,
    nothing: str,
    before: tuple[Before, list[float]] | None = None,
) -> Figure:
    """One figure: two lines or more, the star, and axes that do not move while there is room."""
    hover, mode = hover_of(percent), mode_of(len(x))
    traces = [
        {
            "type": "scatter",
            "name": line.name,
            "x": x,
            "y": line.values,
            "mode": mode,
            "line": line.look,
            "marker": {"size": 7},
            "hovertemplate": f"{hover}<extra>{line.name}</extra>",
        }
        for line in lines.drawn
    ]
    shown = [value for line in lines.drawn for value in line.values]
    place = x.index(best.epoch) if best.epoch in x else None
    layout: Figure = {
        "title": {"text": f"<b>{title}</b>", "x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": 8}},
        "height": HEIGHT,
        "uirevision": revision,
        "margin": MARGIN,
        "hovermode": "x unified",
        "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        "xaxis": {
            "range": [0.5, bound + 0.5],
            "dtick": tick(bound),
            "tick0": 0,
            "showgrid": False,
            "zeroline": False,
            "unifiedhovertitle": {"text": "Epoch %{x}"},
            "spikethickness": 1,
            "spikedash": "dot",
        },
        "yaxis": {
            "range": room(shown, before[1] if before else [], percent),
            "zeroline": False,
            "ticksuffix": " %" if percent else "",
            "ticklabelstandoff": 6,
        },
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
    more: list[Figure] = []
    if not x:
        middle = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False, "opacity": 0.7}
        layout["annotations"] = [{"text": nothing, **middle}]
    elif place is not None:
        judge, value = lines.judge, lines.judge.values[place]
        crowded = percent and value > CROWDED  # above it stands the legend
        above = value >= lines.next_to_judge.values[place] and not crowded
        more = [star(x[place], value, judge.look["color"])]
        layout["annotations"] = [star_text(best, value, bound, above=above)]
    behind: list[Figure] = []
    if before is not None:
        earlier, values = before
        behind = [before_line(earlier.name, [epoch.epoch for epoch in earlier.epochs], values, hover)]
    return {"data": behind + traces + more, "layout": layout}


def _percent(percent: float) -> float:
    return round(percent, 2)


def _digits(loss: float) -> float:
    """The loss with five significant digits: all that a picture can show."""
    return float(f"{loss:.5g}")
