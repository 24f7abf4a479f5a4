"""What the buttons of the Course page do."""

import streamlit as st

from builder import presets
from builder.datasets import default_dataset
from builder.design.experiment import Experiment
from builder.ui.app import store
from builder.ui.session import history
from builder.ui.session.submission import submit


def open_view(**address: str) -> None:
    """Show another view of the Course page; its address says which, so that it is found again."""
    st.query_params.from_dict(address)


def back_to_the_path() -> None:
    st.query_params.clear()


def design_of(project: str) -> Experiment:
    """The project on CIFAR-10, or on the digits where CIFAR-10 is not on this machine."""
    return presets.get(project).experiment.on(default_dataset(store.settings()))


def build(project: str) -> None:
    """Puts the project on the bench and shows it."""
    history.replace_experiment(design_of(project))
    st.switch_page("pages/build.py")


def train(project: str) -> None:
    """Queues the project, puts it on the bench, and shows how it trains."""
    submit(design_of(project))
    build(project)
