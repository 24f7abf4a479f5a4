"""The page of one run. Its address names the run: /run?id=…"""

from pathlib import Path

import streamlit as st

from builder.store.errors import RunNotFoundError, StoreError, UnreadableDesignError
from builder.store.homes.elsewhere import why_no_files
from builder.store.runs.records import ACTIVE, Run, get_run
from builder.ui.app import store
from builder.ui.app.frame import frame, name_tab
from builder.ui.app.page_top import begin_at, begin_at_the_top
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import end_page
from builder.ui.run.honesty import honesty_notes
from builder.ui.run.indeterminate import STYLE as CARD_STYLE
from builder.ui.run.panel import live_panel, reading_of
from builder.ui.run.ways_on import is_pending
from builder.ui.run_page.configuration import draw_configuration
from builder.ui.run_page.curves import draw_curves
from builder.ui.run_page.happened import draw_happened
from builder.ui.run_page.header import draw_actions, draw_hero, draw_title
from builder.ui.run_page.images.strip import draw_strip
from builder.ui.run_page.in_address import names_a_place
from builder.ui.run_page.inside.picture_picks import listen_for_pictures
from builder.ui.run_page.inside.section import make_inside_ready
from builder.ui.run_page.missing import draw_missing
from builder.ui.run_page.open_section import times_led
from builder.ui.run_page.predictions import draw_looking
from builder.ui.run_page.sections import AROUND, draw_sections
from builder.ui.session import notices, visitor
from builder.ui.session.chosen_run import RUN_ID, SHOWN

STYLE = Path(__file__).with_name("run_page.css")


def run_page() -> None:
    frame("Run")
    st.html(STYLE)
    st.html(CARD_STYLE)
    notices.draw()
    try:
        _draw(st.query_params.get(RUN_ID))
    except StoreError as error:
        end_page(error)


def _draw(run_id: str | None) -> None:
    if not run_id:
        draw_missing("The address of a run’s page ends with its id; this one has none.")
        return
    try:
        run = get_run(store.database(), run_id)
    except (RunNotFoundError, UnreadableDesignError) as error:
        draw_missing(sentence_of(error))
        return
    name_tab(run.name)
    viewer = visitor.current().owner
    reading = reading_of(run)
    _begin(run)  # before what may wait for an answer
    draw_title(run)
    if run.state in ACTIVE or is_pending(reading):
        live_panel(run.id)
        st.caption("You can see what it learned when training has ended.")
    else:
        if run.has_weights:
            listen_for_pictures()
        draw_actions(run, viewer, reading)
        _draw_ended(run, viewer)


def _begin(run: Run) -> None:
    """At the section that the address names as the page opens, or to which a click led; else at the top."""
    view = f"run {run.id} {times_led()}"
    if SHOWN in st.query_params or names_a_place():
        begin_at(view, AROUND, tab=st.query_params.get(SHOWN), led=times_led() > 0)
    else:
        begin_at_the_top(view)


def _draw_ended(run: Run, viewer: str) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        draw_hero(run, viewer)
    with right:
        draw_happened(run)
    honesty_notes(run)
    elsewhere = why_no_files(store.settings(), store.database(), run)
    if elsewhere is None and run.epochs and draw_looking(run):
        draw_strip(run)
    draw_curves(run)
    draw_configuration(run)
    if elsewhere is not None:
        st.info(plain(elsewhere), icon=":material/info:")
    elif run.has_weights:
        draw_sections(run, viewer)
        make_inside_ready(run, viewer)
