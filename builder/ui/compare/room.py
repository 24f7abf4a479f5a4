"""Room for tables, which the browser draws a second after the cards around them: nothing may move meanwhile."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

#: Heights in pixels on a wide screen: a head, a row of one line, and a row with a second, small line.
HEAD, LINE, TWO_LINES = 36, 37, 55


def table_room(name: str, height: int) -> DeltaGenerator:
    """A container of this height until its table is there, and then of the table's own (compare.css)."""
    return st.container(key=f"compare_room_{name}", height=height, border=False)
