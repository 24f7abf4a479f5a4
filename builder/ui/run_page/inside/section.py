"""The section "Inside": what the run's network looks at in one picture, and how it came to."""

from pathlib import Path

import streamlit as st

from builder import jobs
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.trouble import ticking
from builder.ui.run_page.inside.growth import draw_growth
from builder.ui.run_page.inside.layers import draw_layers
from builder.ui.run_page.inside.looked_picture import choose_looked
from builder.ui.run_page.inside.places import draw_places

STYLE = Path(__file__).with_name("inside.css")

PLACES, GROWTH, LAYERS = "Where it looks", "How it grew", "Layer by layer"
_DRAWN = {PLACES: draw_places, GROWTH: draw_growth, LAYERS: draw_layers}
#: Runs whose network this session has asked to be loaded.
READY = "builder.inside_ready"


def make_inside_ready(run: Run, viewer: str) -> None:
    """Called when a run's page opens: its network is loaded meanwhile, so that the first answer comes soon."""
    asked: set[str] = st.session_state.setdefault(READY, set())
    if run.id not in asked:
        asked.add(run.id)
        jobs.make_ready(store.settings(), store.database(), run.id, viewer)


def draw_inside(run: Run, viewer: str) -> None:
    """The section: a fragment, so that what is chosen in it leaves the rest of the page alone."""
    st.html(STYLE)
    ticking(_inside, None)(run, viewer)


def _inside(run: Run, viewer: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="inside-choice"):
        looked = choose_looked(run, viewer)
    if looked is None:
        st.markdown("**Give it a picture.** What the network looks at in it appears here.")
        return
    view = st.segmented_control(
        "View", [*_DRAWN], default=PLACES, required=True, key="inside.view", label_visibility="collapsed"
    )
    _DRAWN[view](run, looked, viewer)
