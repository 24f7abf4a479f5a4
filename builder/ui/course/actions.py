"""What the buttons of the Course page do, and those that its cards share."""

import streamlit as st

from builder import jobs, presets
from builder.datasets.sources import CIFAR10
from builder.datasets.table import default_dataset
from builder.design.experiment import Experiment
from builder.ui.app import store
from builder.ui.build.takes import LONG_MINUTES, may_be_long, time_text
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


def how_long_here(project: str) -> jobs.HowLong | None:
    """How long what the buttons train takes on this machine; None where nothing of it is known yet."""
    settings, design = store.settings(), design_of(project)
    return jobs.how_long(settings, design, jobs.readiness(settings, design))


def build_and_train_buttons(
    project: str, takes: jobs.HowLong | None, *, keys: str = "course.{}.{}", is_said: bool = False
) -> None:
    """The two that every card begins with, drawn where it is called, and how long a training takes here.

    What takes longer than a lesson lets one wait, or nobody knows how long, is started on Build, which finds it out and
    offers quicker ways. `keys` makes the buttons' keys of what they do and the project; `is_said` where the card says
    how long already.
    """
    is_long = takes is not None and may_be_long(takes)
    # The digits train in minutes anywhere.
    is_unknown = takes is None and default_dataset(store.settings()) == CIFAR10.dataset
    starts = not (is_long or is_unknown)
    if st.button("Open in Build", key=keys.format("build", project), icon=":material/construction:"):
        build(project)
    if starts and st.button("Train", key=keys.format("train", project), icon=":material/play_arrow:"):
        train(project)
    told = [] if takes is None or is_said else [f"Here {time_text(takes)}."]
    if is_long:
        told.append(f"It may take longer than {LONG_MINUTES} minutes, so it is started in Build.")
    if is_unknown:
        told.append("How long it takes here is not known yet, so it is started in Build.")
    if told:
        st.caption(" ".join(told), width="content")
