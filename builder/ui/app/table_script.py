"""The browser loads the script that draws tables during the first page, before the leaderboard needs it."""

from functools import cache
from pathlib import Path

import streamlit as st

from builder.ui.app.unseen_script import unseen_script

#: Streamlit's own scripts; their names contain a hash of their content.
SCRIPTS = Path(st.__file__).parent / "static" / "static" / "js"
#: The first page is drawn by then, and few visitors have chosen another one.
MILLISECONDS_AFTER_FIRST_PAGE = 600
HAS_TABLE_SCRIPT = "builder.has_table_script"

_load_in_browser = unseen_script("builder_table_script", __file__)


def load_table_script_soon() -> None:
    """Once a session, at the end of a run; does nothing if this version of Streamlit names its script differently."""
    script = table_script()
    if script and not st.session_state.get(HAS_TABLE_SCRIPT):
        st.session_state[HAS_TABLE_SCRIPT] = True
        _load_in_browser(data={"script": script, "milliseconds": MILLISECONDS_AFTER_FIRST_PAGE})


@cache
def table_script() -> str | None:
    """The file name of the script that draws `st.dataframe`; None if it cannot be identified."""
    scripts = [path.name for path in SCRIPTS.glob("DataFrame.*.js")]
    return scripts[0] if len(scripts) == 1 else None
