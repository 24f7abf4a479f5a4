"""Plotly's figures, to be imported from here alone.

Plotly looks whether pandas is loaded, not whether it is loaded whole: while another thread imports it, a figure would
end in an error. Importing it waits for that thread.
"""

import pandas  # noqa: F401
import plotly.graph_objects as go

__all__ = ["go"]
