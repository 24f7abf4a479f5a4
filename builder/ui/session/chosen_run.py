"""From any page to a run: to its own page, or to the Classify page with its weights."""

import streamlit as st

CHOSEN_RUN = "builder.chosen_run"

#: The name of the page and of its parameter in an address: /run?id=…
RUN_PAGE, RUN_ID = "run", "id"
#: The parameter that names the open section of that page, and the section that looks inside the network.
SHOWN, INSIDE = "show", "Inside"


def classify_with(run_id: str) -> None:
    """Open the Classify page with that run."""
    st.session_state[CHOSEN_RUN] = run_id
    st.switch_page("pages/classify.py")


def look_into(run_id: str) -> None:
    """Open the run's own page."""
    st.switch_page("pages/run.py", query_params={RUN_ID: run_id})


def look_inside(run_id: str) -> None:
    """Open the run's own page, with its section Inside open."""
    st.switch_page("pages/run.py", query_params={RUN_ID: run_id, SHOWN: INSIDE})


def address_of(run_id: str) -> str:
    """The address of the run's own page, seen from any other page of the app."""
    return f"./{RUN_PAGE}?{RUN_ID}={run_id}"
