"""Accuracy against parameters: what a larger network buys."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from builder.design.base import Value

HEIGHT = 320

#: Circle, square, triangle, diamond: each series has a shape of its own beside its colour.
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")


PERCENT_LABEL = "format(datum.value * 100, '.0f') + ' %'"


class Point(Value):
    """One run: accuracies as fractions from 0 to 1; `marks` says why they may mislead."""

    run: str
    who: str
    series: str
    parameters: int
    validation_accuracy: float
    epochs: int
    marks: str = ""


def accuracy_against_parameters(points: Sequence[Point]) -> alt.Chart:
    """A scatter with a logarithmic x axis, one colour and shape for each series, a tooltip for each run."""
    parameters, accuracies = _ranges(points)
    table = pd.DataFrame([point.model_dump() for point in points], columns=list(Point.model_fields))
    series = list(dict.fromkeys(point.series for point in points))
    legend = alt.Legend(title=None, orient="top", columns=2, labelLimit=0, symbolOpacity=1) if len(series) > 1 else None
    marks = [alt.Tooltip("marks:N", title="Marks")] if any(point.marks for point in points) else []
    return (
        alt.Chart(table)
        .mark_point(filled=True, size=75, opacity=0.8)
        .encode(
            x=alt.X(
                "parameters:Q",
                title="Parameters",
                scale=alt.Scale(type="log", nice=False, domain=parameters),
                axis=alt.Axis(format=".2~s", tickCount=6, labelOverlap="greedy", grid=False),
            ),
            y=alt.Y(
                "validation_accuracy:Q",
                title="Validation accuracy",
                scale=alt.Scale(zero=False, nice=True, domain=accuracies),
                axis=alt.Axis(labelExpr=PERCENT_LABEL, tickCount=6, labelFlush=False, labelBound=False),
            ),
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
                alt.Tooltip("parameters:Q", title="Parameters", format=","),
                alt.Tooltip("epochs:Q", title="Epochs"),
                *marks,
            ],
        )
        .properties(height=HEIGHT)
    )


def _ranges(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    """The axes' ends: room around the points, and never so close that one run alone has no scale to read."""
    parameters = [point.parameters for point in points] or [10_000]
    accuracies = [point.validation_accuracy for point in points] or [0.5]
    low, high = min(accuracies) - 0.05, max(accuracies) + 0.05
    return [min(parameters) / 2, max(parameters) * 2], [max(0.0, low), min(1.0, high)]
