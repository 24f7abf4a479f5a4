"""The accuracies of designs with several seeds each: a point for each seed, and a line at each mean."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from builder.design.base import Value
from builder.words.counts import count
from builder.words.numbers import plain_percent

ROW_HEIGHT = 44
#: Longer names would leave no room for the points.
LONGEST_LABEL = 220


class SeedPoint(Value):
    """A run: its design's label and letter, its seed, and its accuracy as a fraction."""

    label: str
    letter: str
    seed: int
    accuracy: float


def height_of(designs: int) -> int:
    """The figure's height for so many designs, in pixels."""
    return ROW_HEIGHT * designs + 50


def accuracy_by_seed(points: Sequence[SeedPoint], letters: str, quantity: str) -> alt.LayerChart:
    """A row for each design. `letters` are all that the page uses, so that each has its colour of the curves."""
    table = pd.DataFrame([point.model_dump() for point in points], columns=list(SeedPoint.model_fields))
    labels = list(dict.fromkeys(point.label for point in points))
    title = f"{quantity.capitalize()} accuracy"
    x = alt.X(
        "accuracy:Q",
        title=title,
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(labelExpr="format(datum.value * 100, '.1f') + ' %'", tickCount=5),
    )
    y = alt.Y("label:N", title=None, sort=labels, axis=alt.Axis(labelLimit=LONGEST_LABEL))
    colour = alt.Color("letter:N", scale=alt.Scale(domain=list(letters)), legend=None)
    base = alt.Chart(table)
    seeds = base.mark_point(filled=True, size=75, opacity=0.8).encode(
        x=x,
        y=y,
        color=colour,
        tooltip=[
            alt.Tooltip("label:N", title="Design"),
            alt.Tooltip("seed:Q", title="Seed"),
            alt.Tooltip("accuracy:Q", title=title, format=".2%"),
        ],
    )
    means = base.mark_tick(thickness=2, size=26).encode(x=alt.X("mean(accuracy):Q", title=title), y=y, color=colour)
    return (means + seeds).properties(height=height_of(len(labels)))


def seeds_summary(points: Sequence[SeedPoint], quantity: str) -> str:
    """What the chart shows, in words, for those who do not see it: of each design its lowest and highest accuracy."""
    by_design: dict[str, list[float]] = {}
    for point in points:
        by_design.setdefault(point.label, []).append(point.accuracy)
    told = [
        f"{label}: {plain_percent(min(values))} to {plain_percent(max(values))} with {count(len(values), 'seed')}"
        for label, values in by_design.items()
    ]
    return f"{quantity.capitalize()} accuracy with each seed. {'; '.join(told)}."
