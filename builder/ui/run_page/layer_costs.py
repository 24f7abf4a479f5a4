"""What each layer of a network costs: its multiply-adds, and its time where that was measured."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from builder.design.cost.summary import Summary
from builder.progress.parts import TIMED_IMAGES, TIMES
from builder.words.numbers import NO_BREAK


def draw_layer_costs(summary: Summary, seconds: Sequence[float] | None) -> None:
    """The table; `seconds` are those of each layer for one image, None where they were not measured."""
    st.markdown("**What each layer costs**, for one image")
    st.dataframe(
        cost_table(summary, seconds),
        hide_index=True,
        column_config={
            "Multiply-adds": st.column_config.NumberColumn(format="localized"),
            "Share of them": share_column("Share of them"),
            "Time": st.column_config.NumberColumn("Time in µs", format="%.1f"),
            "Share of the time": share_column("Share of the time"),
        },
        height="content",
        alt=f"Multiply-adds{'' if seconds is None else ' and time'} of each layer",
    )
    if seconds is not None:
        st.caption(
            f"Times: the median of {TIMES} measurements with {TIMED_IMAGES} images at once, layer by layer, where this "
            "was measured."
        )


def cost_table(summary: Summary, seconds: Sequence[float] | None) -> pd.DataFrame:
    """One row for each layer: multiply-adds of one image and their share in %, and its time in microseconds with its
    share in % where it was measured."""
    table = pd.DataFrame(
        [
            {
                "Layer": row.name,
                "Block": row.place.title,
                "Multiply-adds": row.multiply_adds,
                "Share of them": 100 * row.multiply_adds / max(1, summary.multiply_adds),
            }
            for row in summary.rows
        ]
    )
    if seconds is None:
        return table
    whole = sum(seconds)
    shares = [100 * taken / whole if whole else 0.0 for taken in seconds]
    return table.assign(**{"Time": [1e6 * taken for taken in seconds], "Share of the time": shares})


def share_column(name: str) -> ColumnConfig:
    """A column of numbers from 0 to 100, written as everywhere: "59.4 %"."""
    return st.column_config.ProgressColumn(name, format=f"%.1f{NO_BREAK}%%", min_value=0, max_value=100)
