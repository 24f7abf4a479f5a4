"""Accuracy against its cost (parameters, multiply-adds or minutes of training), and the front that nothing beats."""

from collections.abc import Sequence
from typing import Literal, get_args

import altair as alt
import pandas as pd

from builder.design.base import Value
from builder.statistics.pareto import pareto_front
from builder.words.counts import count
from builder.words.numbers import plain_percent

HEIGHT = 320

#: Circle, square, triangle, diamond: each series has a shape of its own beside its colour.
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
#: Of the front: seen on a light and on a dark ground.
FRONT = "#808080"

PERCENT_LABEL = "format(datum.value * 100, '.0f') + ' %'"

Cost = Literal["parameters", "multiply-adds", "minutes of training"]
#: The selection of the chart that holds the `id` of a point that was pressed.
PRESSED = "pressed"
COSTS: tuple[Cost, ...] = get_args(Cost)


class Point(Value):
    """One run: accuracies as fractions from 0 to 1; `marks` says why they may mislead.

    `cost` is how many parameters or multiply-adds it has, or how many minutes it trained. Runs of one `group` may be
    ranked against each other, those without one against none. A `letter` stands beside its point, in place of a legend.
    Points with an `id` can be pressed.
    """

    run: str
    who: str
    series: str
    cost: float
    validation_accuracy: float
    epochs: int
    marks: str = ""
    group: str | None = None
    letter: str = ""
    id: str = ""


def accuracy_against(points: Sequence[Point], cost: Cost) -> alt.LayerChart:
    """A scatter with a logarithmic x axis, one colour and shape for each series, a tooltip for each run, and for each
    group of at least two runs its Pareto front: the best accuracy up to each cost."""
    costs, accuracies = _ranges(points)
    x = alt.X(
        "cost:Q",
        title=cost.capitalize(),
        scale=alt.Scale(type="log", nice=False, domain=costs),
        axis=alt.Axis(format=".2~s", tickCount=6, labelOverlap="greedy", grid=False),
    )
    y = alt.Y(
        "validation_accuracy:Q",
        title="Validation accuracy",
        scale=alt.Scale(zero=False, nice=True, domain=accuracies),
        axis=alt.Axis(labelExpr=PERCENT_LABEL, tickCount=6, labelFlush=False, labelBound=False),
    )
    fronts = (
        alt.Chart(_fronts(points, costs[1]))
        .mark_line(interpolate="step-after", strokeDash=[5, 4], strokeWidth=1.5, color=FRONT)
        .encode(x=x, y=y, detail="group:N")
    )
    scatter = _scatter(points, cost, x, y)
    if any(point.letter for point in points):
        letters = alt.Chart(_letters(points)).mark_text(dx=8, dy=-10, align="left", fontWeight="bold", color=FRONT)
        return (fronts + scatter + letters.encode(x=x, y=y, text="letter:N")).properties(height=HEIGHT)
    return (fronts + scatter).properties(height=HEIGHT)


def accuracy_against_summary(points: Sequence[Point], cost: Cost) -> str:
    """What the chart shows, in words, for those who do not see it: the most accurate run and the one of least cost.

    There is at least one point. One whose accuracy may not stand against others' is only called the most accurate
    where there is no other.
    """
    best = max(
        [point for point in points if point.group] or points, key=lambda point: (point.validation_accuracy, -point.cost)
    )
    least = min(points, key=lambda point: (point.cost, -point.validation_accuracy))
    text = f"Validation accuracy against {cost}, {count(len(points), 'run')}. Most accurate: {_told(best, cost)}."
    return text if least is best else f"{text} Least {cost}: {_told(least, cost)}."


def _told(point: Point, cost: Cost) -> str:
    written = f"{point.cost:,.1f}" if cost == COSTS[2] else f"{point.cost:,.0f}"
    return f"{point.run}, {plain_percent(point.validation_accuracy)} with {written} {cost}"


def _scatter(points: Sequence[Point], cost: Cost, x: alt.X, y: alt.Y) -> alt.Chart:
    table = pd.DataFrame([point.model_dump() for point in points], columns=list(Point.model_fields))
    series = list(dict.fromkeys(point.series for point in points))
    is_told = len(series) > 1 and not any(point.letter for point in points)
    legend = alt.Legend(title=None, orient="top", columns=2, labelLimit=0, symbolOpacity=1) if is_told else None
    marks = [alt.Tooltip("marks:N", title="Marks")] if any(point.marks for point in points) else []
    chart = alt.Chart(table)
    if can_be_pressed := any(point.id for point in points):
        chart = chart.add_params(alt.selection_point(name=PRESSED, fields=["id"]))
    return chart.mark_point(
        filled=True, size=75, opacity=0.8, cursor="pointer" if can_be_pressed else "default"
    ).encode(
        x=x,
        y=y,
        color=alt.Color("series:N", sort=series, scale=alt.Scale(domain=series), legend=legend),
        shape=alt.Shape(
            "series:N",
            sort=series,
            scale=alt.Scale(domain=series, range=[SHAPES[i % len(SHAPES)] for i in range(len(series))]),
            legend=legend,
        ),
        tooltip=[
            alt.Tooltip("run:N", title="Run"),
            alt.Tooltip("who:N", title="Trained by"),
            alt.Tooltip("series:N", title="Data"),
            alt.Tooltip("validation_accuracy:Q", title="Validation accuracy", format=".1%"),
            alt.Tooltip("cost:Q", title=cost.capitalize(), format=",.1f" if cost == COSTS[2] else ","),
            alt.Tooltip("epochs:Q", title="Epochs"),
            *marks,
        ],
    )


def _letters(points: Sequence[Point]) -> pd.DataFrame:
    """The letters at each place: "B, C" where two runs are at the same, or would be drawn over each other."""
    at: dict[tuple[float, float], list[str]] = {}
    for point in points:
        at.setdefault((point.cost, round(point.validation_accuracy, 2)), []).append(point.letter)
    rows = [(", ".join(letters), *place) for place, letters in at.items()]
    return pd.DataFrame(rows, columns=["letter", "cost", "validation_accuracy"])


def _fronts(points: Sequence[Point], end: float) -> pd.DataFrame:
    """The corners of each group's front, the last of them carried on to the end of the axis."""
    groups: dict[str, list[Point]] = {}
    for point in points:
        if point.group is not None:
            groups.setdefault(point.group, []).append(point)
    corners = []
    for group, members in groups.items():
        if len(members) < 2:
            continue
        front = [
            members[place]
            for place in pareto_front([one.cost for one in members], [one.validation_accuracy for one in members])
        ]
        corners += [(group, one.cost, one.validation_accuracy) for one in front]
        corners.append((group, end, front[-1].validation_accuracy))
    return pd.DataFrame(corners, columns=["group", "cost", "validation_accuracy"])


def _ranges(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    """The axes' ends: room around the points, and never so close that one run alone has no scale to read."""
    costs = [point.cost for point in points] or [10_000]
    accuracies = [point.validation_accuracy for point in points] or [0.5]
    low, high = min(accuracies) - 0.05, max(accuracies) + 0.05
    return [min(costs) / 2, max(costs) * 2], [max(0.0, low), min(1.0, high)]
