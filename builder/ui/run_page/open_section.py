"""Which section of a run's page is open: its address says so, and a click on a picture opens another.

Not `bind="query-params"` of st.tabs: st.switch_page cannot leave a page that has a parameter bound to a widget.
"""

from collections.abc import Sequence

import streamlit as st

from builder.ui.session.chosen_run import SHOWN

#: How often a click outside of the tabs opened a section.
OPENED = "builder.sections_opened"


def open_title(titles: Sequence[str]) -> str:
    """The title in the address, or the first where it names none of these."""
    asked = st.query_params.get(SHOWN)
    return asked if asked is not None and asked in titles else titles[0]


def open_section(title: str) -> None:
    """From a callback: the address names that section."""
    st.query_params[SHOWN] = title


def lead_to_section(title: str) -> None:
    """As open_section, and the page scrolls to it."""
    open_section(title)
    st.session_state[OPENED] = st.session_state.get(OPENED, 0) + 1


def times_led() -> int:
    """How often this session was led to a section."""
    return st.session_state.get(OPENED, 0)
