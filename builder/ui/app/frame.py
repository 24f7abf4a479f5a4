"""What surrounds every page: title, navigation, style, and the visitor's identity."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from builder import jobs
from builder.settings import SettingsError
from builder.store.errors import StoreError
from builder.ui.app import store
from builder.ui.app.ahead import drawing, load_soon
from builder.ui.app.file_news import tell_of_file
from builder.ui.app.garbage import set_imports_aside
from builder.ui.app.identity import ensure_identity
from builder.ui.app.page_change import begin_page
from builder.ui.app.recovery import TRY_SECONDS
from builder.ui.app.scripts_ahead import load_scripts_soon
from builder.ui.app.trouble import end_page, forget_place, reserve_place
from builder.ui.app.uploads import drop_unasked

STYLES = [Path(__file__).with_name(name) for name in ("style.css", "print.css")]
#: Beside it stands the product's name, which style.css writes in the page's own letters and colour.
MARK = Path(__file__).with_name("mark.svg").read_text(encoding="utf-8")
_UI = Path(__file__).parents[1]
#: A wheel has the pages in the package (pyproject.toml), a checkout at its top. Not relative to the entry: a page's own
#: address may run the page's file as if it were the entry.
PAGES = next(folder for folder in (_UI / "entry" / "pages", _UI.parents[1] / "pages") if folder.is_dir())
SIDEBAR_WIDTH = 360
IN_NAVIGATION = "builder.in_navigation"
CAME_DIRECTLY = "builder.came_directly"


def run_chosen_page(load_other_pages: Callable[[], None]) -> None:
    """Navigation, the page that was chosen, and then what makes the next one quicker.

    `load_other_pages` is called once a process, on a thread of its own.
    """
    page = _navigation()
    st.session_state[IN_NAVIGATION] = True
    forget_place()
    try:
        with drawing():
            page.run()
        drop_unasked()
        load_scripts_soon(store.database())
        set_imports_aside()
        jobs.warm_up(store.settings())  # last: what it starts would take the processor from the first page
        load_soon(load_other_pages)
    except Exception as error:
        # Whatever ends a page, on whichever line: a busy database, a full disk, a deleted folder, a bug.
        end_page(error)
    finally:
        st.session_state[IN_NAVIGATION] = False


def frame(title: str) -> None:
    """The first call of every view. Where the app cannot work at all it says so, and waits until it can."""
    # The first visit to a page's own address runs that page's file instead of streamlit_app.py.
    # So rerun through streamlit_app.py: widgets drawn now would lose their first interaction.
    if not st.session_state.get(IN_NAVIGATION):
        _navigation()
        if not st.session_state.get(CAME_DIRECTLY):
            st.session_state[CAME_DIRECTLY] = True
            st.rerun()
    name_tab(title)
    for style in STYLES:
        st.html(style)
    place = reserve_place()
    try:
        store.check(TRY_SECONDS)  # before anything waits for longer: what keeps the page is said within about a second
        with place:
            tell_of_file()
    except (SettingsError, StoreError) as error:
        end_page(error)
        st.stop()
    ensure_identity()
    begin_page(title)


def name_tab(title: str) -> None:
    """What stands on the browser's tab; a view may say it better once it knows what it shows."""
    st.set_page_config(
        page_title=f"{title} · Model Builder", page_icon=MARK, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH
    )


def _navigation() -> StreamlitPage:
    # Before the navigation, or the browser asks another host for the page's icon to put it on the tab.
    st.set_page_config(page_icon=MARK)
    st.logo(MARK)
    build = st.Page(PAGES / "build.py", title="Build", icon=":material/construction:", url_path="start", default=True)
    # The default page lives at the root address; people also try /build, which redirects to it.
    by_name = st.Page(_open_build, title="Build", url_path="build", visibility="hidden")
    leaderboard = st.Page(PAGES / "leaderboard.py", title="Leaderboard", icon=":material/leaderboard:")
    course = st.Page(PAGES / "course.py", title="Course", icon=":material/school:")
    glossary = st.Page(PAGES / "glossary.py", title="Glossary", icon=":material/menu_book:")
    classify = st.Page(PAGES / "classify.py", title="Classify", icon=":material/image_search:")
    # Their addresses name runs, and they are reached from wherever runs are named.
    run = st.Page(PAGES / "run.py", title="Run", icon=":material/insights:", visibility="hidden")
    compare = st.Page(PAGES / "compare.py", title="Compare", icon=":material/compare:", visibility="hidden")
    chosen = st.navigation([build, course, leaderboard, classify, glossary, run, compare, by_name], position="top")
    if chosen.url_path == by_name.url_path:
        st.switch_page(build, query_params=st.query_params.to_dict())
    return chosen


def _open_build() -> None:
    """Never drawn: whoever asks for it has been sent to the Build page."""
