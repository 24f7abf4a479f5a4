"""The climb of the course: test accuracy by project, as the slides document it and as measured for this app."""

from collections.abc import Sequence

from builder.design.base import Value
from builder.ui.app.text import escaped
from builder.ui.figures.curve_style import LEGEND
from builder.ui.figures.graph_objects import go
from builder.words.numbers import likely_percent

HEIGHT = 340
MEASURED = "Measured by us"


class Stage(Value):
    """One project; percent. `interval` is the 95 % interval (low, high) of `measured`; None where nothing is known."""

    id: str
    lesson: str
    slides: float
    measured: float | None = None
    interval: tuple[float, float] | None = None
    yours: float | None = None


def climb(stages: Sequence[Stage]) -> go.Figure:
    """The slides as a line, what was measured as marks with error bars, and the student's own as crosses.

    Each series has a shape of its own beside its colour; the theme gives the colours.
    """
    ids = [stage.id for stage in stages]
    lessons = [escaped(stage.lesson) for stage in stages]
    figure = go.Figure()
    figure.add_scatter(
        x=ids,
        y=[stage.slides for stage in stages],
        name="Course",
        mode="lines+markers+text",
        line={"width": 2.5},
        marker={"size": 7},
        text=_ends([f"{stage.slides:.2f}" for stage in stages]),
        textposition=["bottom right", *["top center"] * (len(stages) - 1)],
        cliponaxis=False,
        customdata=lessons,
        hovertemplate="%{y:.2f} %<br>%{customdata}<extra>Course</extra>",
    )
    _add_measured(figure, stages)
    own = [stage for stage in stages if stage.yours is not None]
    if own:
        figure.add_scatter(
            x=[stage.id for stage in own],
            y=[stage.yours for stage in own],
            name="Yours",
            mode="markers",
            marker={"size": 8, "symbol": "x"},
            hovertemplate="%{y:.2f} %<extra>Yours</extra>",
        )
    # A click chooses a point, and the others stay as they are.
    figure.update_traces(unselected={"marker": {"opacity": 1}})
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 44, "r": 16, "t": 36, "b": 44},
        hovermode="closest",
        dragmode=False,
        showlegend=True,
        legend=LEGEND,
        xaxis={
            "title": {"text": "Project", "standoff": 6},
            # Names, not numbers: 9a and 15b stand between 9 and 10, and each has its place.
            "type": "category",
            "categoryorder": "array",
            "categoryarray": ids,
            "range": [-0.6, len(ids) - 0.4],
            "tickangle": 0,
            "fixedrange": True,
            "showgrid": False,
        },
        yaxis={"tickformat": ".0f", "ticksuffix": " %", "fixedrange": True, "zeroline": False},
    )
    return figure


def climb_summary(stages: Sequence[Stage]) -> str:
    """What the figure shows, in words, for those who do not see it.

    There is at least one stage.
    """
    first, best = stages[0], max(stages, key=lambda stage: stage.slides)
    measured = sum(stage.measured is not None for stage in stages)
    yours = sum(stage.yours is not None for stage in stages)
    return (
        f"Test accuracy, project by project. In the slides from {first.slides:.2f} % in project {first.id} to "
        f"{best.slides:.2f} % in project {best.id}; {measured} of {len(stages)} measured by us, {yours} tested by you."
    )


def _add_measured(figure: go.Figure, stages: Sequence[Stage]) -> None:
    """Marks with their 95 % intervals; nothing where none of the stages was measured."""
    known = [
        (stage.id, stage.measured, stage.interval) for stage in stages if stage.measured is not None and stage.interval
    ]
    if not known:
        return
    figure.add_scatter(
        x=[id for id, _, _ in known],
        y=[value for _, value, _ in known],
        name=MEASURED,
        mode="markers",
        marker={"size": 8, "symbol": "diamond"},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [high - value for _, value, (_, high) in known],
            "arrayminus": [value - low for _, value, (low, _) in known],
            "thickness": 1.5,
            "width": 4,
        },
        customdata=[likely_percent((low / 100, high / 100), digits=2) for _, _, (low, high) in known],
        hovertemplate="%{y:.2f} %<br>%{customdata}<extra>" + MEASURED + "</extra>",
    )


def _ends(labels: Sequence[str]) -> list[str]:
    """Only the first and the last: a label on every point cannot be read."""
    return [label if place in (0, len(labels) - 1) else "" for place, label in enumerate(labels)]
