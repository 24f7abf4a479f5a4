"""The mean validation curve of each design over its seeds, in a band of one standard deviation."""

from collections.abc import Sequence

from builder.design.base import Value
from builder.ui.app.text import escaped
from builder.ui.figures.curve_style import LEGEND, MARGIN, NAMED_EPOCHS, mode_of, shortened
from builder.ui.figures.graph_objects import go
from builder.ui.figures.overlay import DASHES, EPOCH_AXIS, LEGEND_LINE, PERCENT_AXIS
from builder.ui.figures.theme_colours import theme_colour
from builder.words.numbers import plain_percent

BAND_OPACITY = 0.2


class SeedCurve(Value):
    """A design: its label, the number of its letter from 0, and mean and standard deviation after each epoch, as
    fractions."""

    label: str
    place: int
    means: tuple[float, ...]
    spreads: tuple[float, ...]


def height_of(designs: int) -> int:
    """The figure's height for so many designs, in pixels."""
    return 260 + LEGEND_LINE * max(0, designs - 2)


def mean_curves(curves: Sequence[SeedCurve]) -> go.Figure:
    """A line in its band for each design, in percent, in the colours that the runs' curves have."""
    figure = go.Figure()
    for number, curve in enumerate(curves):
        colour = theme_colour(curve.place + 1)
        x = list(range(1, len(curve.means) + 1))
        means, spreads = ([100 * value for value in values] for values in (curve.means, curve.spreads))
        above = [mean + spread for mean, spread in zip(means, spreads, strict=True)]
        below = [mean - spread for mean, spread in zip(means, spreads, strict=True)]
        figure.add_scatter(
            x=x + x[::-1],
            y=above + below[::-1],
            fill="toself",
            fillcolor=colour,
            line={"width": 0, "color": colour},
            mode="lines",
            opacity=BAND_OPACITY,
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=x,
            y=means,
            customdata=spreads,
            name=escaped(shortened(curve.label)),
            mode=mode_of(len(x)),
            line={"color": colour, "dash": DASHES[number % len(DASHES)], "width": 2.5},
            hovertemplate="%{y:.1f} ± %{customdata:.1f}",
        )
    longest = max((len(curve.means) for curve in curves), default=0)
    figure.update_layout(
        height=height_of(len(curves)),
        margin=MARGIN,
        hovermode="x unified",
        showlegend=True,
        legend=LEGEND,
        yaxis=PERCENT_AXIS,
        xaxis={"title": None, "rangemode": "nonnegative", "dtick": 1 if longest <= NAMED_EPOCHS else None} | EPOCH_AXIS,
    )
    return figure


def mean_curves_summary(curves: Sequence[SeedCurve]) -> str:
    """What the figure shows, in words, for those who do not see it: each curve's last point."""
    told = [
        f"{curve.label}: {plain_percent(curve.means[-1])} ± {100 * curve.spreads[-1]:.1f} "
        f"after epoch {len(curve.means)}"
        for curve in curves
        if curve.means
    ]
    return f"Mean validation accuracy over the seeds, by epoch. {'; '.join(told)}."
