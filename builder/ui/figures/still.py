"""How a figure that does not change while it is looked at is shown."""

#: Plotly's options: without its own buttons, which nobody here needs.
PLOTLY_CONFIG = {"displayModeBar": False}
