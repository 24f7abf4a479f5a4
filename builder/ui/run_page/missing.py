"""What the page says where there is no such run, and where to go from there."""

import streamlit as st

from builder.store.runs.records import ENDED, list_runs
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.session import visitor
from builder.ui.session.chosen_run import RUN_ID

#: How many of the visitor's own last runs are offered.
OFFERED = 5


def draw_missing(sentence: str) -> None:
    """The sentence, the visitor's own last runs, and the leaderboard."""
    st.title("Run", anchor=False)
    own = list_runs(store.database(), states=ENDED, owner=visitor.current().owner, limit=OFFERED)
    with st.container(border=True, key="run_missing"):
        st.markdown(plain(sentence))
        if own:
            st.markdown("**Your last runs**")
        for run in own:
            label = f"{plain(run.name)} · {run.id}"
            st.page_link("pages/run.py", label=label, icon=":material/insights:", query_params={RUN_ID: run.id})
        if st.button("Leaderboard", key="run.leaderboard", icon=":material/leaderboard:", type="primary"):
            st.switch_page("pages/leaderboard.py")
