"""Everything that makes the run what it is, in a fold: what to tell somebody who is to train it again."""

import streamlit as st

from builder.proof.report.facts import Fact, machine_facts, training_facts
from builder.store.runs.records import Run
from builder.ui.app.text import escaped, plain
from builder.ui.run import words


def draw_configuration(run: Run) -> None:
    """The fold: design, seeds and split at the left, machine and the run's id at the right."""
    with st.expander("Configuration", icon=":material/tune:", key="run_configuration"):
        with st.grid(2, min_column_width=300):
            st.markdown(_table(training_facts(run)), unsafe_allow_html=True)
            st.markdown(_table(machine_facts(run)), unsafe_allow_html=True)
        for told in filter(None, (words.computes_in(run), words.matrix_share(run))):
            st.caption(plain(told))


def _table(facts: tuple[Fact, ...]) -> str:
    rows = "".join(f'<tr><th scope="row">{escaped(name)}</th><td>{escaped(value)}</td></tr>' for name, value in facts)
    return f'<table class="run-facts"><tbody>{rows}</tbody></table>'
