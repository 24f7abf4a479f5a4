"""A click on any picture of a run's page opens it in the section Inside; so do Enter and the space bar.

The pictures are HTML, in whatever section; one component without a face listens for all of them.
"""

import streamlit as st

from builder.ui.app.unseen_script import is_count, unseen_script
from builder.ui.run_page.inside.looked_picture import look_at
from builder.ui.run_page.open_section import lead_to_section
from builder.ui.session.chosen_run import INSIDE

_KEY = "run_picture_picks"

_picks = unseen_script(_KEY, __file__)


def listen_for_pictures() -> None:
    """Once a page; before anything that would end its drawing."""
    _picks(data={}, on_number_change=_take)


def _take() -> None:
    number = st.session_state[_KEY].get("number")
    if is_count(number):
        look_into_picture(int(number))


def look_into_picture(number: int) -> None:
    """From a callback: the page shows that validation image, counted from 1, in its section Inside."""
    look_at(number)
    lead_to_section(INSIDE)
