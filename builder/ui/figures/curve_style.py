"""How the curves of a run look, while it trains, on its page, and beside those of other runs."""

from typing import Any

#: Streamlit's placeholders for the theme's first chart colours; whoever draws replaces them.
TRAINING_COLOUR = "#000001"
VALIDATION_COLOUR = "#000002"
TEST_COLOUR = "#000005"
#: The lines. Each is told from the others without its colour, too.
TRAINING = {"color": TRAINING_COLOUR, "dash": "dot", "width": 2}
VALIDATION = {"color": VALIDATION_COLOUR, "width": 3}
TEST = {"color": TEST_COLOUR, "dash": "dash", "width": 2}
#: Seen on a light and on a dark ground.
CHANCE = {"color": "rgba(128, 128, 128, 0.9)", "dash": "dash", "width": 1}
#: The name of the line that exists only if the test set is read after every epoch.
TEST_LINE = "Test (chooses this model)"
#: Points are marked while a line would be too short to see.
FEW_EPOCHS = 4
#: Up to so many epochs the axis names each; of more, Plotly chooses whole numbers by itself.
NAMED_EPOCHS = 8


def mode_of(epochs: int) -> str:
    """How a line over so many epochs is drawn."""
    return "lines+markers" if epochs < FEW_EPOCHS else "lines"


def hover_of(is_accuracy: bool) -> str:
    """How a value is written: accuracies are in percent, losses as they are."""
    return "%{y:.1f} %" if is_accuracy else "%{y:.3f}"


def chance_text(percent: float) -> dict[str, Any]:
    """The words at the line of what guessing gets right."""
    return {"text": f"guessing, {percent:.3g} %", "opacity": 0.75, "font": {"size": 12}}
