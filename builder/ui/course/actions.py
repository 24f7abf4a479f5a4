"""What the buttons of the Course page do, and those that its cards share."""

import streamlit as st

from builder import presets
from builder.datasets.table import default_dataset
from builder.design.experiment import Experiment
from builder.ui.app import store
from builder.ui.session import history
from builder.ui.session.submission import submit

#: The project from whose card another view was opened last.
CARD = "builder.course_card"


def open_view(**address: str) -> None:
    """Show another view of the Course page; the address names it, so that it can be bookmarked."""
    st.query_params.from_dict(address)


def open_from_card(project: str, view: str) -> None:
    """Show that view of the project; the way back leads to the project's card."""
    st.session_state[CARD] = project
    open_view(**{view: project})


def back_to_the_path() -> None:
    """Show the path again, with the card open from which the view was opened."""
    open_card(st.session_state.get(CARD))


def open_card(project: str | None) -> None:
    """Show the path with this project's card open, or with none."""
    open_view(**({} if project is None else {"open": project}))


def design_of(project: str) -> Experiment:
    """The project on CIFAR-10, or on the digits where CIFAR-10 is not on this machine."""
    return presets.on_images(presets.get(project).experiment, default_dataset(store.settings()))


def build(project: str) -> None:
    """Open the project on the Build page."""
    history.replace_experiment(design_of(project))
    st.switch_page("pages/build.py")


def train(project: str) -> None:
    """Queue the project and open it on the Build page, where its training shows."""
    submit(design_of(project))
    build(project)


def build_and_train_buttons(project_id: str) -> None:
    """The two that every card begins with, drawn where it is called."""
    if st.button("Open in Build", key=f"course.build.{project_id}", icon=":material/construction:"):
        build(project_id)
    if st.button("Train", key=f"course.train.{project_id}", icon=":material/play_arrow:"):
        train(project_id)
