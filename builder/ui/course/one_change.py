"""One change: a project and a copy with one thing changed, to be trained with one seed on the same images."""

import streamlit as st

from builder import jobs, presets
from builder.course.changes import changes
from builder.course.one_change import Option, options
from builder.course.pairs import memberships, pair_of_designs
from builder.course.path import step_of
from builder.datasets.sources import CIFAR10, DIGITS
from builder.datasets.table import is_available, split_sizes
from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.store.errors import StoreError
from builder.ui.app import store
from builder.ui.app.text import escaped, plain
from builder.ui.build.plan import shared_plan
from builder.ui.course import actions
from builder.ui.course.card import change_list
from builder.ui.session import notices, visitor
from builder.ui.session.submission import submit

#: The images that a comparison may use, the quickest first.
IMAGES: dict[str, Data] = {
    "Digits": Data(images=DIGITS),
    "CIFAR-10, 2,000 images": Data(images=CIFAR10, limit=2_000),
    "CIFAR-10, 10,000 images": Data(images=CIFAR10, limit=10_000),
    "CIFAR-10, all": Data(images=CIFAR10),
}
#: The number of epochs that is offered first is at most this.
QUICK_EPOCHS = 30
MOST_EPOCHS = 1_000
MOST_SEED = 9_999
#: Of which project the session's view was last, and how often that has changed.
LAST = "course.one_change_of"


def draw_one_change(project: str) -> None:
    """Choose what is changed and on which images, see the difference, and train both."""
    if step_of(project) is None:
        st.info(f"There is no project {plain(project[:40])} in the course.", icon=":material/info:")
        return
    st.title("One change", anchor=False)
    st.caption(
        "Change one thing of a project and train both, with the same seed on the same images. "
        "The test images then say whether the difference is more than chance."
    )
    with st.grid(2, min_column_width=320):
        with st.container(border=True, height="stretch", key="change_what"):
            option = _what(project)
        with st.container(border=True, height="stretch", key="change_how"):
            data, epochs, seed = _how(project)
    base, changed = pair_of_designs(
        presets.get(project).experiment, option.experiment, project, option.text, data=data, seed=seed, epochs=epochs
    )
    with st.container(border=True, key="change_both"):
        st.markdown(pair_table(base, changed, project), unsafe_allow_html=True)
        counts = split_sizes(data, store.settings())
        train_count = counts[0] if counts else None
        st.caption(f"Both: {shared_plan(base, changed, train_count)} · seed {seed}")
        hindrance = _refusal(base, changed)
        st.button(
            "Train both",
            key="course.train_both",
            type="primary",
            icon=":material/play_arrow:",
            disabled=hindrance is not None,
            help=hindrance,
            on_click=train_both,
            args=(base, changed),
        )
        if hindrance is not None:
            st.markdown(f":material/block: **Training has to wait.** {plain(hindrance)}")


def _what(project: str) -> Option:
    """The project and what is changed in it."""
    ids = list(presets.PRESETS)
    chosen = st.selectbox(
        "Start from",
        ids,
        index=ids.index(project),
        format_func=lambda id: f"Project {id} · {presets.get(id).lesson}",
        key=_field_of(project),
    )
    # No on_change: Streamlit would call it again when a fragment of the next view ticks.
    if chosen != project:
        actions.open_view(change=chosen)
        st.rerun()
    offered = options(presets.get(project).experiment)
    topics = list(dict.fromkeys(option.topic for option in offered))
    topic = st.pills("What to change", topics, default=topics[0], required=True, key=f"course.topic.{project}")
    of_topic = [option for option in offered if option.topic == topic]
    return st.radio(
        "The change",
        of_topic,
        format_func=lambda option: plain(option.text),
        key=f"course.option.{project}.{topic}",
        label_visibility="collapsed",
    )


def _field_of(project: str) -> str:
    """The key of a field of its own for each time that a project's view is opened: what was chosen in an earlier one,
    which led away from it, may still be known to the server or the browser, and would lead away again."""
    before, number = st.session_state.get(LAST, (None, 0))
    if before != project:
        number += 1
        st.session_state[LAST] = project, number
    return f"course.base.{number}"


def _how(project: str) -> tuple[Data, int, int]:
    """The images, the largest number of epochs, and the seed."""
    has_cifar10 = is_available("cifar10", store.settings())
    offered = [label for label, data in IMAGES.items() if data.dataset != "cifar10" or has_cifar10]
    label = st.radio("Images", offered, key="course.images")
    if not has_cifar10:
        st.caption("CIFAR-10 is not on this machine yet; the Build page can download it.")
    documented = presets.get(project).experiment.training.epochs
    with st.container(horizontal=True):
        epochs = st.number_input(
            "Epochs, at most",
            min_value=1,
            max_value=MOST_EPOCHS,
            value=min(QUICK_EPOCHS, documented),
            key=f"course.epochs.{project}",
            help=f"Project {project} plans {documented:,}.",
        )
        seed = st.number_input(
            "Seed",
            min_value=0,
            max_value=MOST_SEED,
            value=0,
            key="course.seed",
            help="Of the first weights, the order of images, dropout and augmentation: the same for both.",
        )
    return IMAGES[label], int(epochs), int(seed)


def pair_table(base: Experiment, changed: Experiment, project: str | None) -> str:
    """What differs and what it costs, as HTML."""
    counts = [summarize(design).total for design in (base, changed)]
    difference = f"{counts[1] - counts[0]:+,}".replace("-", "\N{MINUS SIGN}") if counts[0] != counts[1] else "0"
    head = "Project " + escaped(project) if project else "Base"
    return (
        f'<div class="project">{change_list(changes(base, changed))}</div>'
        f'<table class="compared"><thead><tr><th scope="col"></th><th scope="col">{head}</th>'
        '<th scope="col">Changed</th><th scope="col">Difference</th></tr></thead><tbody>'
        f'<tr><th scope="row">Parameters</th><td>{counts[0]:,}</td><td>{counts[1]:,}</td><td>{difference}</td></tr>'
        "</tbody></table>"
    )


def _refusal(base: Experiment, changed: Experiment) -> str | None:
    """Why one of the two cannot be trained here; None where both can."""
    settings = store.settings()
    return jobs.readiness(settings, base).refusal or jobs.readiness(settings, changed).refusal


def train_both(base: Experiment, changed: Experiment) -> None:
    """Queue both and show them; the address holds their ids, so that it can be bookmarked."""
    try:
        groups = memberships(store.database(), visitor.current().owner, base, changed)
    except StoreError as error:
        notices.warn_of(error)
        return
    runs = submit(base, changed, groups=groups)
    if len(runs) == 2:
        actions.open_view(pair=",".join(run.id for run in runs))
