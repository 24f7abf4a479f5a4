"""The probabilities of one picture, as bars."""

from collections.abc import Sequence

from builder.ui.app.text import escaped
from builder.ui.figures.graph_objects import go
from builder.words.numbers import whole_percent

HEIGHT = 360

#: Blues with enough contrast on white and on the dark background; the answer is also first and bold.
ANSWER_COLOUR = "#2E7FD6"
OTHER_COLOUR = "#8FA3BC"


def probabilities_figure(ranked: Sequence[tuple[str, float]], *, relied: bool = True) -> go.Figure:
    """Horizontal bars, in the order given from the top, each labelled with its percentage.

    The first stands out, unless nobody should rely on it (`relied` is False).
    """
    answer_colour = ANSWER_COLOUR if relied else OTHER_COLOUR
    names = [escaped(name) for name, _ in ranked]
    values = [value for _, value in ranked]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=[f"<b>{name}</b>" if place == 0 and relied else name for place, name in enumerate(names)],
            orientation="h",
            text=[escaped(whole_percent(value)) for value in values],
            textposition="outside",
            cliponaxis=False,
            marker={"color": [answer_colour if place == 0 else OTHER_COLOUR for place in range(len(values))]},
            hovertemplate="%{y}: %{x:.2%}<extra></extra>",
        )
    )
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 4, "b": 4},
        bargap=0.35,
        showlegend=False,
        # The longest bar leaves room for its label.
        xaxis={"visible": False, "range": (0, 1.15), "fixedrange": True},
        # A category axis with every label: digits are names here, not numbers.
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "automargin": True,
            "dtick": 1,
            "fixedrange": True,
            "showgrid": False,
        },
    )
    return figure


def probabilities_summary(ranked: Sequence[tuple[str, float]]) -> str:
    """The same in words, for those who do not see the bars."""
    return f"Probabilities: {', '.join(f'{name} {whole_percent(probability)}' for name, probability in ranked)}."
