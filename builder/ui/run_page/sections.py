"""The sections of an ended run's page, in their order. What is not open is not drawn.

They are drawn for a run that has weights, and whose files are in this home: the page decides that, no section asks
again.
A section is called on each run of the page while it is open, outside of any fragment: so it may have fragments of its
own, for what reruns alone when it is clicked, and for what waits (`ui.app.trouble.ticking`).
"""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from builder.store.runs.records import Run
from builder.ui.app.trouble import draw_trouble
from builder.ui.run_page.doubtful import draw_doubtful
from builder.ui.run_page.errors import draw_errors
from builder.ui.run_page.inside.section import draw_inside
from builder.ui.run_page.keep_height import keep_height
from builder.ui.run_page.open_section import open_section, open_title
from builder.ui.run_page.parts import draw_parts
from builder.ui.run_page.sureness import draw_sureness
from builder.ui.run_page.take_away.section import draw_take_away
from builder.ui.session.chosen_run import INSIDE

#: The key of the tabs, and of the container around them.
TABS, AROUND = "run.sections", "run_sections"


class Section(NamedTuple):
    """`title` stands on its tab; `draw` gets the run and who looks at its page."""

    title: str
    draw: Callable[[Run, str], None]


#: Every section. A new one is a file beside this one, and a line here.
SECTIONS: tuple[Section, ...] = (
    Section("Where it errs", draw_errors),
    Section("How far to trust it", draw_sureness),
    Section("Doubtful labels", draw_doubtful),
    Section(INSIDE, draw_inside),
    Section("Which parts matter", draw_parts),
    Section("Take away", draw_take_away),
)


def draw_sections(run: Run, viewer: str) -> None:
    """The sections as tabs; an error in one is a sentence in its place."""
    titles = [section.title for section in SECTIONS]
    st.session_state[TABS] = open_title(titles)
    with st.container(key=AROUND):
        tabs = st.tabs(titles, key=TABS, on_change=_take_tab)
    for section, tab in zip(SECTIONS, tabs, strict=True):
        if tab.open:
            with tab:
                try:
                    section.draw(run, viewer)
                except Exception as error:
                    draw_trouble(error)
    keep_height(AROUND)


def _take_tab() -> None:
    open_section(st.session_state[TABS])
