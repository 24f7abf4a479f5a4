"""Closed blocks and the tab behind draw no fields: how a test opens them."""

from streamlit.testing.v1 import AppTest

from builder.ui import session
from builder.ui.sidebar import TABS


def open_all_blocks(app: AppTest) -> None:
    """All blocks of the design, and those that are added, from the next run on."""
    every = frozenset((kind, number) for kind in ("conv_blocks", "dense_blocks") for number in range(30))
    app.session_state[session.OPEN_BLOCKS] = every


def show_tab(app: AppTest, name: str) -> None:
    """The sidebar's Network or Training, from the next run on."""
    app.session_state["tabs.design"] = next(tab for tab in TABS if tab.endswith(name))
