"""The colours of charts that a theme gives.

Streamlit names them by placeholders, "#000001" and on; whoever draws a figure puts the colour of the visitor's theme,
light or dark, in the place of each.
"""


def theme_colour(number: int) -> str:
    """The placeholder of the theme's chart colour of that number, from 1 (`chartCategoricalColors`)."""
    return f"#{number:06d}"
