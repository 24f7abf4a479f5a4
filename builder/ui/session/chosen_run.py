"""From any page to a run: to its own page, to the Classify page with its weights, or to Build with its design."""

import streamlit as st

from builder.store.runs.records import Run
from builder.ui.session import history

CHOSEN_RUN = "builder.chosen_run"
#: The run whose design was opened in Build last.
OPENED_RUN = "builder.opened_run"

#: The name of the page and of its parameter in an address: /run?id=…
RUN_PAGE, RUN_ID = "run", "id"
#: The parameter that names the open section of that page, and the section that looks inside the network.
SHOWN, INSIDE = "show", "Inside"


def classify_with(run_id: str) -> None:
    """Open the Classify page with that run."""
    st.session_state[CHOSEN_RUN] = run_id
    st.switch_page("pages/classify.py")


def open_in_build(run: Run) -> None:
    """Open the run's design on the Build page, which shows the run's result beside it."""
    history.replace_experiment(run.experiment)
    st.session_state[OPENED_RUN] = run.id
    st.switch_page("pages/build.py")


def opened_in_build() -> str | None:
    """The id of the run whose design was opened in Build last."""
    return st.session_state.get(OPENED_RUN)


def look_into(run_id: str) -> None:
    """Open the run's own page."""
    st.switch_page("pages/run.py", query_params={RUN_ID: run_id})


def look_inside(run_id: str) -> None:
    """Open the run's own page, with its section Inside open."""
    st.switch_page("pages/run.py", query_params={RUN_ID: run_id, SHOWN: INSIDE})


def address_of(run_id: str) -> str:
    """The address of the run's own page, seen from any other page of the app."""
    return f"./{RUN_PAGE}?{RUN_ID}={run_id}"
