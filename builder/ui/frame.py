"""What stands around every page: title, navigation, style, and who is here."""

from pathlib import Path

import streamlit as st

from builder.runs.database import StoreError
from builder.settings import SettingsError
from builder.ui import session, store
from builder.ui.identity import ensure_identity

STYLE = Path(__file__).with_name("style.css")
PAGES = Path(__file__).parents[2] / "pages"
SIDEBAR_WIDTH = 360
TAB_ICON = "🧱"


def run_chosen_page() -> None:
    """The whole of streamlit_app.py: navigation, then the page that was chosen."""
    page = _navigation()
    st.session_state[session.IN_NAVIGATION] = True
    try:
        page.run()
    finally:
        st.session_state[session.IN_NAVIGATION] = False


def frame(title: str) -> None:
    """The first call of every view. Ends the page with one sentence where the app cannot work at all."""
    st.set_page_config(
        page_title=f"{title} · Model Builder", page_icon=TAB_ICON, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH
    )
    # The first visit to a page's own address runs the page's file, and never streamlit_app.py.
    if not st.session_state.get(session.IN_NAVIGATION):
        _navigation()
    st.html(STYLE)
    try:
        store.database()
    except (SettingsError, StoreError) as error:
        st.error(str(error), icon=":material/error:")
        st.stop()
    ensure_identity()


def _navigation():
    # Before the navigation, or the browser asks another host for the page's icon to put it on the tab.
    st.set_page_config(page_icon=TAB_ICON)
    return st.navigation(
        [
            st.Page(PAGES / "build.py", title="Build", icon=":material/construction:", default=True),
            st.Page(PAGES / "leaderboard.py", title="Leaderboard", icon=":material/leaderboard:"),
            st.Page(PAGES / "classify.py", title="Classify", icon=":material/image_search:"),
        ],
        position="top",
    )
