"""After each press on Train on the Build page its training comes into sight, where it is not, and has the focus."""

import streamlit as st

from builder.ui.app.unseen_script import unseen_script

#: How often this session has put something into the queue on the Build page.
TIMES = "builder.times_trained"
#: The same when this session drew the page first: its browser may get the script only after a press.
_AT_FIRST = "builder.times_trained_at_first"
_lead = unseen_script("builder_lead_to_training", __file__)


def lead_there() -> None:
    """Once the page is drawn again, the training is in sight."""
    st.session_state[TIMES] = st.session_state.get(TIMES, 0) + 1


def lead_to_training() -> None:
    """Scrolls there after each call of lead_there; drawn on the Build page, also before the first."""
    times = st.session_state.get(TIMES, 0)
    _lead(data={"times": times, "before": st.session_state.setdefault(_AT_FIRST, times)})
