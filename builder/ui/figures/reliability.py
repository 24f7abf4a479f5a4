"""The reliability diagram: how often a network is right when it is so sure, and how many images that is about."""

from collections.abc import Sequence

from builder.analysis.calibration import FEW_IMAGES, Bin
from builder.ui.figures.curve_style import LEGEND
from builder.ui.figures.graph_objects import go
from builder.ui.figures.theme_colours import theme_colour
from builder.words.sentences import listed

HEIGHT = 340
#: Seen on a light and on a dark ground.
IDEAL = "rgba(128, 128, 128, 0.7)"


def reliability_figure(bins: Sequence[Bin], after: Sequence[Bin] | None) -> go.Figure:
    """Accuracy by confidence in percent: as it is as bars, after the temperature as marks, and the ideal diagonal.

    Bins of fewer than FEW_IMAGES are left out: their accuracy leaps with each image.
    """
    figure = go.Figure()
    known = _known(bins)
    figure.add_bar(
        x=[50 * (one.low + one.high) for one in known],
        y=[100 * (one.accuracy or 0) for one in known],
        width=9.4,
        name="As it is",
        marker={"color": theme_colour(1), "opacity": 0.85},
        text=[f"{one.images:,}" for one in known],
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        constraintext="none",
        customdata=[[100 * (one.confidence or 0), one.images] for one in known],
        hovertemplate="On average %{customdata[0]:.0f} % sure, right %{y:.0f} % of the time"
        "<br>%{customdata[1]:,} images<extra></extra>",
    )
    calibrated = _known(after or ())
    if calibrated:
        figure.add_scatter(
            x=[100 * (one.confidence or 0) for one in calibrated],
            y=[100 * (one.accuracy or 0) for one in calibrated],
            name="With the temperature",
            mode="lines+markers",
            line={"color": theme_colour(2), "width": 2},
            marker={"size": 9, "symbol": "diamond"},
            customdata=[one.images for one in calibrated],
            hovertemplate="On average %{x:.0f} % sure, right %{y:.0f} % of the time"
            "<br>%{customdata:,} images<extra></extra>",
        )
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        name="As sure as right",
        mode="lines",
        line={"color": IDEAL, "dash": "dash", "width": 2},
        hoverinfo="skip",
    )
    ends = {"range": [0, 100], "ticksuffix": " %", "fixedrange": True, "zeroline": False, "dtick": 20}
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 52, "r": 30, "t": 34, "b": 44},
        legend=LEGEND,
        hovermode="closest",
        dragmode=False,
        xaxis={"title": {"text": "How sure it is", "standoff": 6}, "showgrid": False, **ends},
        yaxis={"title": {"text": "How often it is right", "standoff": 6}, **ends},
    )
    return figure


def reliability_summary(bins: Sequence[Bin]) -> str:
    """What the bars show, in words, for those who do not see them."""
    told = [
        f"{100 * (one.accuracy or 0):.0f} % where it is {100 * (one.confidence or 0):.0f} % sure"
        for one in _known(bins)
    ]
    if not told:
        return "How often the network is right, by how sure it is: too few images for a bar."
    return f"How often the network is right, by how sure it is on average: {listed(told)}."


def _known(bins: Sequence[Bin]) -> list[Bin]:
    return [one for one in bins if one.images >= FEW_IMAGES]
