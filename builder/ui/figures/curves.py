"""The curves of one run as Plotly figures: accuracy and loss, training and validation, by epoch."""

from collections.abc import Sequence
from typing import Any

from builder.progress.epoch import Epoch
from builder.ui.figures.before import Before, before_line
from builder.ui.figures.curve_axes import last_epoch, room, tick
from builder.ui.figures.curve_style import (
    CHANCE,
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
from builder.ui.figures.curve_summary import accuracy_summary, loss_summary, lowest_loss
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
        [_percent(epoch.accuracy) for epoch in epochs],
        [_percent(epoch.val_accuracy) for epoch in epochs],
        percent=True,
        test=[_percent(epoch.test_accuracy) for epoch in epochs if epoch.test_accuracy is not None],
        best=Mark("best", best_epoch),
        bound=bound,
        revision=revision,
        nothing=nothing,
        before=earlier and (earlier, [_percent(epoch.val_accuracy) for epoch in earlier.epochs]),
    )
    _draw_chance(accuracy, 100 * chance)
    loss = _figure(
        "Loss",
        [epoch.epoch for epoch in epochs],
        [_digits(epoch.loss) for epoch in epochs],
        [_digits(epoch.val_loss) for epoch in epochs],
        percent=False,
        best=Mark("lowest", lowest_loss(epochs)),
        bound=bound,
        revision=revision,
        nothing=nothing,
        before=earlier and (earlier, [_digits(epoch.val_loss) for epoch in earlier.epochs]),
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
    """A thin line at what guessing gets right, named at its right end, where the first epochs leave room."""
    across = {"xref": "paper", "x0": 0, "x1": 1, "y0": percent, "y1": percent}
    figure["layout"]["shapes"] = [{"type": "line", "line": CHANCE, "layer": "below", **across}]
    figure["layout"].setdefault("annotations", []).append(
        {
            **chance_text(percent),
            "xref": "paper",
            "x": 1,
            "y": percent,
            "xanchor": "right",
            "yanchor": "bottom",
            "showarrow": False,
        }
    )


def _figure(
    title: str,
    x: list[int],
    training: list[float],
    validation: list[float],
    *,
    percent: bool,
    best: Mark,
    bound: int,
    revision: str,
    nothing: str,
    test: Sequence[float] = (),
    before: tuple[Before, list[float]] | None = None,
) -> Figure:
    """One figure: two lines or more, the star, and axes that do not move while there is room."""
    hover, mode = hover_of(percent), mode_of(len(x))
    drawn = [("Training", training, TRAINING), ("Validation", validation, VALIDATION)]
    judge, others = validation, training
    if len(test) == len(x) > 0:
        drawn.append((TEST_LINE, list(test), TEST))
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
    place = x.index(best.epoch) if best.epoch in x else None
    layout: Figure = {
        "title": {"text": f"<b>{title}</b>", "x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": 8}},
        "height": HEIGHT,
        "uirevision": revision,
        "margin": {"l": 44, "r": 8, "t": 40, "b": 28},
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
            "range": room([*training, *validation, *test], before[1] if before else [], percent),
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
        color = VALIDATION_COLOUR if judge is validation else TEST_COLOUR
        crowded = percent and judge[place] > CROWDED  # above it stands the legend
        above = judge[place] >= others[place] and not crowded
        more = [star(x[place], judge[place], color)]
        layout["annotations"] = [star_text(best, judge[place], bound, above=above)]
    behind: list[Figure] = []
    if before is not None:
        earlier, values = before
        behind = [before_line(earlier.name, [epoch.epoch for epoch in earlier.epochs], values, hover)]
    return {"data": behind + lines + more, "layout": layout}


def _percent(fraction: float) -> float:
    return round(100 * fraction, 2)


def _digits(loss: float) -> float:
    """The loss with five significant digits: all that a picture can show."""
    return float(f"{loss:.5g}")
