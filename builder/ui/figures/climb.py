"""The climb of the course: test accuracy by project, as the slides document it and as measured here."""

from collections.abc import Sequence

from builder.design.base import Value
from builder.ui.app.text import escaped
from builder.ui.figures.graph_objects import go

HEIGHT = 340


class Stage(Value):
    """One project; percent. `interval` is the 95 % interval (low, high) of `here`; None where nothing is known."""

    id: str
    lesson: str
    slides: float
    here: float | None = None
    interval: tuple[float, float] | None = None
    shortened: bool = False
    yours: float | None = None


def climb(stages: Sequence[Stage]) -> go.Figure:
    """The slides as a line, what was measured here as marks with error bars, and the student's own as crosses.

    Each series has a shape of its own beside its colour; the theme gives the colours.
    """
    ids = [stage.id for stage in stages]
    lessons = [escaped(stage.lesson) for stage in stages]
    figure = go.Figure()
    figure.add_scatter(
        x=ids,
        y=[stage.slides for stage in stages],
        name="Slides",
        mode="lines+markers+text",
        line={"width": 2.5},
        marker={"size": 7},
        text=_ends([f"{stage.slides:.2f}" for stage in stages]),
        textposition=["bottom right", *["top center"] * (len(stages) - 1)],
        cliponaxis=False,
        customdata=lessons,
        hovertemplate="%{y:.2f} %<br>%{customdata}<extra>Slides</extra>",
    )
    for name, symbol, shortened in (("Measured here", "diamond", False), ("Here, shortened", "diamond-open", True)):
        _add_measured(figure, [stage for stage in stages if stage.shortened == shortened], name, symbol)
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
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 44, "r": 16, "t": 36, "b": 44},
        hovermode="closest",
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
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


def _add_measured(figure: go.Figure, stages: Sequence[Stage], name: str, symbol: str) -> None:
    """Marks with their 95 % intervals; nothing where none of the stages was measured."""
    known = [(stage.id, stage.here, stage.interval) for stage in stages if stage.here is not None and stage.interval]
    if not known:
        return
    figure.add_scatter(
        x=[id for id, _, _ in known],
        y=[here for _, here, _ in known],
        name=name,
        mode="markers",
        marker={"size": 8, "symbol": symbol},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [high - here for _, here, (_, high) in known],
            "arrayminus": [here - low for _, here, (low, _) in known],
            "thickness": 1.5,
            "width": 4,
        },
        customdata=[f"{low:.2f}–{high:.2f} %" for _, _, (low, high) in known],
        hovertemplate="%{y:.2f} %<br>95 %: %{customdata}<extra>" + name + "</extra>",
    )


def _ends(labels: Sequence[str]) -> list[str]:
    """Only the first and the last: a label on every point cannot be read."""
    return [label if place in (0, len(labels) - 1) else "" for place, label in enumerate(labels)]
