"""The browser loads the scripts that draw the leaderboard and charts before the page that needs them is opened."""

from functools import cache
from pathlib import Path

import streamlit as st
from sqlalchemy import Engine

from builder.store.runs.records import has_weights
from builder.ui.app.unseen_script import unseen_script

#: Streamlit's own scripts; their names contain a hash of their content.
FILES = Path(st.__file__).parent / "static" / "static"
#: What begins the names of the scripts that draw tables, and the leaderboard's other fields that Build has none of;
#: Plotly's figures; and Altair's, with what these load in turn.
TABLES = ("DataFrame", "TextInput", "Selectbox", "Checkbox", "DownloadButton")
CHARTS = ("PlotlyChart", "ArrowVegaLiteChart", "embed")
#: So many milliseconds after it was asked for, the page is drawn, and few visitors have chosen another one.
TABLES_AFTER = 600
#: Running what draws charts keeps the browser from anything else for half a second, so it comes after the leaderboard.
CHARTS_AFTER = 2_000
HAS_TABLES, HAS_CHARTS = "builder.has_table_script", "builder.has_chart_scripts"
WANTS_CHARTS = "builder.wants_chart_scripts"

_load_tables = unseen_script("builder_table_script", __file__)
_load_charts = unseen_script("builder_chart_scripts", __file__)


def load_charts_soon() -> None:
    """For a training, which ends in a run's page: the browser is to load what draws the charts there."""
    st.session_state[WANTS_CHARTS] = True


def load_scripts_soon(db: Engine) -> None:
    """At the end of a run of a page, each once a session: what the leaderboard needs, and what a run's page needs once
    there is a run that anybody could open, or that trains. Raises StoreError."""
    if not st.session_state.get(HAS_TABLES):
        st.session_state[HAS_TABLES] = True
        _load_tables(data=_told(TABLES, TABLES_AFTER))
    if not st.session_state.get(HAS_CHARTS) and (st.session_state.get(WANTS_CHARTS) or has_weights(db)):
        st.session_state[HAS_CHARTS] = True
        _load_charts(data=_told(CHARTS, CHARTS_AFTER))


def _told(kinds: tuple[str, ...], milliseconds: int) -> dict[str, object]:
    # A tuple: of a list Streamlit looks whether it is a table, and loads pandas for that.
    return {"scripts": scripts(kinds), "milliseconds": milliseconds}


@cache
def scripts(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The file names of these scripts, and of the styles that belong to them, without those that this version of
    Streamlit names differently."""
    found = ([path.name for path in (FILES / end).glob(f"{kind}.*.{end}")] for kind in kinds for end in ("js", "css"))
    return tuple(names[0] for names in found if len(names) == 1)
