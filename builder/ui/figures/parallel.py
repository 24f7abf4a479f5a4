"""Parallel coordinates: a row for each thing that was varied, and a line for each run through its values."""

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt
import pandas as pd

ROW_HEIGHT = 52
#: Longer words would run into their neighbours.
LONGEST_TEXT = 16
#: Lines through the same values lie side by side, so far apart.
APART = 0.008
#: With more values than this only the ends of an axis are named; the others are told on hover.
MOST_TOLD = 4
#: Of words at points: read on a light and on a dark ground.
TEXT = "#808080"


class Axis(NamedTuple):
    """What was varied: each run's value in words, and as a number where all of them are numbers."""

    label: str
    texts: tuple[str, ...]
    numbers: tuple[float, ...] | None


def height_of(axes: int) -> int:
    """The figure's height with so many axes, in pixels."""
    return ROW_HEIGHT * axes


def parallel(axes: Sequence[Axis], labels: Sequence[str], letters: str) -> alt.LayerChart:
    """A line for each run, from the first axis at the top to the last, with its label on hover.

    Each axis has its different values at equal distances, numbers from the smallest to the largest, others in the order
    of the runs. `letters` are the runs', which give them the colours of their curves.
    """
    apart = [APART * (run - (len(labels) - 1) / 2) for run in range(len(labels))]
    table = pd.DataFrame(
        [
            (labels[run], letters[run], axis.label, number, position, position + apart[run], axis.texts[run])
            for number, axis in enumerate(axes)
            for run, position in enumerate(positions(axis))
        ],
        columns=["label", "letter", "axis", "number", "position", "drawn", "text"],
    )
    names = [axis.label for axis in axes]
    room = alt.Scale(domain=[-0.06, 1.16])
    x = alt.X("drawn:Q", axis=None, scale=room)
    y = alt.Y("axis:N", title=None, sort=names, axis=alt.Axis(labelLimit=170, grid=True, domain=False, ticks=False))
    colour = alt.Color("letter:N", scale=alt.Scale(domain=list(letters)), legend=None)
    tooltip = [
        alt.Tooltip("label:N", title="Run"),
        alt.Tooltip("axis:N", title="Of"),
        alt.Tooltip("text:N", title="Is"),
    ]
    base = alt.Chart(table)
    lines = base.mark_line(strokeWidth=2.5, opacity=0.75).encode(
        x=x, y=y, color=colour, detail="label:N", order="number:Q", tooltip=[tooltip[0]]
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, color=colour, tooltip=tooltip)
    shown = _told(table)
    words = alt.Chart(shown).mark_text(dx=9, dy=-11, align="left", color=TEXT, fontSize=11)
    told = words.encode(x=alt.X("position:Q", axis=None, scale=room), y=y, text="text:N")
    return (lines + points + told).properties(height=height_of(len(axes)))


def parallel_summary(axes: Sequence[Axis], labels: Sequence[str]) -> str:
    """What the figure shows, in words, for those who do not see it: each run with its values."""
    told = [
        f"{label}: {', '.join(f'{axis.label} {axis.texts[run]}' for axis in axes)}" for run, label in enumerate(labels)
    ]
    return f"What was varied, and what came of it. {'; '.join(told)}."


def _told(table: pd.DataFrame) -> pd.DataFrame:
    """Each value once; of an axis with many only its ends, or on a phone they would run into each other."""
    each = table.drop_duplicates(["axis", "position"])
    many = each.groupby("axis")["text"].transform("count") > MOST_TOLD
    told = each[~many | each["position"].isin([0.0, 1.0])]
    return told.assign(text=[_short(text) for text in told["text"]])


def positions(axis: Axis) -> list[float]:
    """Where each run stands on the axis, from 0 to 1; in the middle where all are the same."""
    if axis.numbers is not None:
        order: list[float] | list[str] = sorted(set(axis.numbers))
        places = [order.index(number) for number in axis.numbers]  # type: ignore[arg-type]  # of its own kind
    else:
        order = list(dict.fromkeys(axis.texts))
        places = [order.index(text) for text in axis.texts]
    return [0.5 if len(order) == 1 else place / (len(order) - 1) for place in places]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
