"""The browser loads the scripts that draw tables and charts during the first page, before another page needs them."""

from functools import cache
from pathlib import Path

import streamlit as st

from builder.ui.app.unseen_script import unseen_script

#: Streamlit's own scripts; their names contain a hash of their content.
SCRIPTS = Path(st.__file__).parent / "static" / "static" / "js"
#: What begins their names, in the order in which they are loaded: of tables (the leaderboard), of Plotly's figures, and
#: of Altair's with what these load in turn (a run's page).
KINDS = ("DataFrame", "PlotlyChart", "ArrowVegaLiteChart", "embed")
#: The first page is drawn by then, and few visitors have chosen another one.
MILLISECONDS_AFTER_FIRST_PAGE = 600
HAS_SCRIPTS = "builder.has_scripts"

_load_in_browser = unseen_script("builder_scripts_ahead", __file__)


def load_scripts_soon() -> None:
    """Once a session, at the end of a run; leaves out what this version of Streamlit names differently."""
    if scripts() and not st.session_state.get(HAS_SCRIPTS):
        st.session_state[HAS_SCRIPTS] = True
        _load_in_browser(data={"scripts": list(scripts()), "milliseconds": MILLISECONDS_AFTER_FIRST_PAGE})


@cache
def scripts() -> tuple[str, ...]:
    """The file names of these scripts, without any that cannot be identified."""
    found = ([path.name for path in SCRIPTS.glob(f"{kind}.*.js")] for kind in KINDS)
    return tuple(names[0] for names in found if len(names) == 1)
