"""How the curves of a run look, while it trains, on its page, and beside those of other runs."""

from typing import Any, Literal

from builder.ui.figures.theme_colours import theme_colour

Quantity = Literal["accuracy", "loss"]

TRAINING_COLOUR = theme_colour(1)
VALIDATION_COLOUR = theme_colour(2)
TEST_COLOUR = theme_colour(5)
#: The lines. Each is told from the others without its colour, too.
TRAINING = {"color": TRAINING_COLOUR, "dash": "dot", "width": 2}
VALIDATION = {"color": VALIDATION_COLOUR, "width": 3}
TEST = {"color": TEST_COLOUR, "dash": "dash", "width": 2}
#: Seen on a light and on a dark ground.
CHANCE = {"color": "rgba(128, 128, 128, 0.9)", "dash": "dash", "width": 1}
#: The name of the line that exists only if the test set is read after every epoch.
TEST_LINE = "Test (chooses this model)"
#: In one row over the figure, from its left edge.
LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"}
#: Around a figure with that legend, in pixels.
MARGIN = {"l": 44, "r": 8, "t": 40, "b": 28}
#: Points are marked while a line would be too short to see.
FEW_EPOCHS = 4
#: Up to so many epochs the axis names each; of more, Plotly chooses whole numbers by itself.
NAMED_EPOCHS = 8
#: On a phone a longer name would be wider than the figure.
LONGEST_NAME = 40


def mode_of(epochs: int) -> str:
    """How a line over so many epochs is drawn."""
    return "lines+markers" if epochs < FEW_EPOCHS else "lines"


def hover_of(is_accuracy: bool) -> str:
    """How a value is written: accuracies are in percent, losses as they are."""
    return "%{y:.1f} %" if is_accuracy else "%{y:.3f}"


def chance_line(percent: float) -> dict[str, Any]:
    """A thin line at what guessing gets right, a shape of the layout."""
    across = {"xref": "paper", "x0": 0, "x1": 1, "y0": percent, "y1": percent}
    return {"type": "line", "line": CHANCE, "layer": "below", **across}


def chance_text(percent: float) -> dict[str, Any]:
    """The line's words, an annotation of the layout: at its right end, where the first epochs leave room."""
    place = {"xref": "paper", "x": 1, "y": percent, "xanchor": "right", "yanchor": "bottom", "showarrow": False}
    return {"text": f"guessing, {percent:.3g} %", "opacity": 0.75, "font": {"size": 12}, **place}


def shortened(label: str) -> str:
    """The label as a legend has it, cut in the middle: what tells runs of the same name apart is at the end."""
    return label if len(label) <= LONGEST_NAME else f"{label[: LONGEST_NAME - 11]}…{label[-10:]}"
