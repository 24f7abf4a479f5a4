"""Test accuracy against minutes of training: the course, what is beyond its slides, and the student's own runs."""

import math
from collections.abc import Sequence

from builder.course.minutes import SLIDES_MINUTES, SLIDES_TRAINING, Timed
from builder.ui.app.text import escaped
from builder.ui.figures.graph_objects import go
from builder.words.counts import count
from builder.words.durations import training_time
from builder.words.numbers import percent

HEIGHT = 340
#: So many points of a series are told in words.
MOST_TOLD = 30
COURSE, BEYOND, YOURS = "Course, measured by us", "Beyond the slides, measured by us", "Yours"
SLIDES = "Course’s slides, on a graphics card"
#: Seen on a light and on a dark ground.
GREY = "#808080"
#: The axis's ticks, in minutes.
_TICKS = {0.1: "6 s", 0.5: "30 s", 2: "2 min", 5: "5", 10: "10", 20: "20", 60: "1 h", 300: "5 h"}


def minutes(course: Sequence[Timed], beyond: Sequence[Timed], yours: Sequence[Timed]) -> go.Figure:
    """A scatter with a logarithmic axis of minutes, and the slides' last and longest training on a line of its own.

    Each series has a shape of its own beside its colour; the theme gives the colours. A series without points is left
    out.
    """
    figure = go.Figure()
    best = max(course, key=lambda one: one.accuracy, default=None)
    _add(figure, COURSE, course, "diamond", [one.name if one is best else "" for one in course])
    _add(figure, BEYOND, beyond, "star", [one.name for one in beyond])
    _add(figure, YOURS, yours, "x", [""] * len(yours))
    _add(figure, SLIDES, [SLIDES_TRAINING], "circle-open", [""], color=GREY)
    figure.add_vline(x=SLIDES_MINUTES, line={"color": GREY, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        x=math.log10(SLIDES_MINUTES),
        xanchor="right",
        xshift=-4,
        y=0,
        yref="paper",
        yanchor="bottom",
        align="right",
        showarrow=False,
        text=f"Slides: {percent(SLIDES_TRAINING.accuracy, 2)}<br>after {training_time(60 * SLIDES_MINUTES)}"
        "<br>on a graphics card",
    )
    taken = [one.minutes for one in (*course, *beyond, *yours)]
    shortest, longest = min([0.5, *taken]), max([SLIDES_MINUTES, *taken])
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 64, "r": 16, "t": 36, "b": 44},
        hovermode="closest",
        dragmode=False,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
        xaxis={
            "title": {"text": "Training time", "standoff": 6},
            "type": "log",
            "autorange": False,
            "range": [math.log10(shortest) - 0.1, math.log10(longest) + 0.1],
            "tickvals": list(_TICKS),
            "ticktext": list(_TICKS.values()),
            "tickangle": 0,
            "fixedrange": True,
        },
        yaxis={
            "title": {"text": "Test accuracy", "standoff": 12},
            "tickformat": ".0f",
            "ticksuffix": " %",
            "fixedrange": True,
            "zeroline": False,
        },
    )
    return figure


def told(course: Sequence[Timed], beyond: Sequence[Timed], yours: Sequence[Timed]) -> str:
    """The chart in words, for who does not see it."""
    named = ((COURSE, course), (BEYOND, beyond), (YOURS, yours), (SLIDES, [SLIDES_TRAINING]))
    series = [f"{name}: {_listed(points)}" for name, points in named if points]
    return f"Test accuracy against the time of training. {'. '.join(series)}."


def _add(
    figure: go.Figure, name: str, points: Sequence[Timed], symbol: str, labels: list[str], color: str | None = None
) -> None:
    """`color` is for a series that has none of the theme's."""
    if not points:
        return
    figure.add_scatter(
        x=[one.minutes for one in points],
        y=[100 * one.accuracy for one in points],
        name=name,
        mode="markers+text",
        marker={"size": 9, "symbol": symbol} | ({} if color is None else {"color": color}),
        text=[escaped(label) for label in labels],
        textposition="top center",
        cliponaxis=False,
        customdata=[f"{escaped(one.name)}<br>{_values(one)}{_seeds(one)}" for one in points],
        hovertemplate="%{customdata}<extra>" + name + "</extra>",
    )


def _listed(points: Sequence[Timed]) -> str:
    """Each of them; of very many the last ones, which of the student's runs are the newest."""
    more = len(points) - MOST_TOLD
    listed = ", ".join(f"{one.name} {_values(one)}" for one in points[-MOST_TOLD:])
    return listed if more <= 0 else f"{listed}, and {more:,} before them"


def _values(one: Timed) -> str:
    return f"{percent(one.accuracy)} after {training_time(60 * one.minutes)}"


def _seeds(one: Timed) -> str:
    return f", mean of {count(one.seeds, 'seed')}" if one.seeds > 1 else ""
