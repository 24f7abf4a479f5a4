"""The Course page: the projects as a path, two of them compared, or one thing changed. Its address says which."""

from pathlib import Path

import streamlit as st

from builder.store.errors import StoreError
from builder.ui.app.frame import frame
from builder.ui.app.page_top import begin_at, begin_at_the_top
from builder.ui.app.text import plain
from builder.ui.app.trouble import end_page
from builder.ui.course import actions
from builder.ui.course.compare import draw_projects
from builder.ui.course.one_change import draw_one_change
from builder.ui.course.overview import draw_overview, place_to_begin_at, times_led
from builder.ui.course.pair import draw_pair, draw_pairs
from builder.ui.course.results import measured_results
from builder.ui.session import notices

#: The views that the address may name besides the path; the first that it names is shown.
VIEWS = ("pair", "change", "compare")
PATH = "path"
STYLE = Path(__file__).with_name("course.css")


def course_page() -> None:
    frame("Course")
    st.html(STYLE)
    notices.draw()
    results, trouble = measured_results()
    if trouble:
        st.warning(plain(f"What was measured cannot be shown. {trouble}"), icon=":material/error:")
    try:
        if "pair" in st.query_params:
            _back()
            draw_pair(st.query_params["pair"])
        elif "change" in st.query_params:
            _back()
            draw_one_change(st.query_params["change"])
            draw_pairs()
        elif "compare" in st.query_params:
            _back()
            draw_projects(results, st.query_params["compare"], st.query_params.get("with"))
        else:
            draw_overview(results)
    except StoreError as error:
        end_page(error)
    _begin()


def _begin() -> None:
    """A view begins at its top; the path at its open card, where one leads to it from the chart or another view."""
    view = _view()
    if view == PATH and (place := place_to_begin_at()):
        begin_at(f"{view} {times_led()}", place)
    else:
        begin_at_the_top(view)


def _view() -> str:
    """Which view the address names; another project to compare with is still the same view."""
    return next((f"{name} {st.query_params[name]}" for name in VIEWS if name in st.query_params), PATH)


def _back() -> None:
    st.button(
        "All projects",
        key="course.back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=actions.back_to_the_path,
    )
