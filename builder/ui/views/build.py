"""The Build page: the sidebar edits, the main area shows what the design is, costs and lacks."""

import time

import streamlit as st

from builder.datasets import default_dataset, split_sizes, validated_on, why_not
from builder.jobs.memory import memory_problem
from builder.spec.experiment import Experiment
from builder.spec.problems import Problem, problems
from builder.spec.summary import summarize
from builder.ui import session, share, store
from builder.ui.augmentation_studio import augmentation_studio
from builder.ui.build_body import cost, network_picture, problem_cards, summary_table
from builder.ui.build_download import missing_data_card
from builder.ui.build_header import header
from builder.ui.frame import frame
from builder.ui.live import active_runs
from builder.ui.plan import plan_text
from builder.ui.sidebar import sidebar
from builder.ui.text import plain

#: How long after a change the browser may still send the address before it.
SETTLED_SECONDS = 3.0


def build_page() -> None:
    """Compute everything about the current design, then draw it."""
    frame("Build")
    settings = store.settings()
    usual = default_dataset(settings)
    if session.has_experiment():
        _follow_address(usual)
    else:
        _open_link(usual)
    experiment = session.current_experiment()
    link = share.to_params(experiment, usual)
    train_count, all_validation, _ = split_sizes(experiment.data, settings)
    missing = why_not(experiment.data.dataset, settings)
    validation_count = validated_on(experiment.data, experiment.training, settings)
    too_large = memory_problem(experiment)
    found = (*problems(experiment, train_count, validation_count), *filter(None, [too_large]))
    summary = summarize(experiment.network)
    plan = plan_text(experiment, train_count, validation_count if validation_count < all_validation else None)

    sidebar()
    header(experiment, plan, link, hindrance(found, missing))
    # What comes and goes has a place of its own, so that what stands below is not drawn anew.
    with st.container(key="messages"):
        _notices()
        if missing:
            missing_data_card(missing)
    cost(experiment, summary, train_count)
    with st.container(key="problems"):
        problem_cards(found)
    with st.container(key="live"):
        active_runs(session.visitor().owner)
    with st.container(key="augmentation.studio"):
        augmentation_studio(experiment)
    network_picture(summary)
    summary_table(summary)
    _write_address(link)


def hindrance(found: tuple[Problem, ...], missing: str) -> str | None:
    """Why this design cannot be trained as it is, in one sentence; None where it can."""
    if missing:
        return "The images are not on this machine yet."
    return next((f"{problem.title}." for problem in found if problem.severity == "error"), None)


def _open_link(usual: str) -> None:
    """The design that the page's address names, else the one of a first visit."""
    opened: Experiment | None = None
    try:
        opened = share.from_params(st.query_params, usual)
    except share.LinkError as error:
        session.notice(f"{error} Project 0 is open instead.")
    session.open_experiment(opened or session.first_experiment())


def _notices() -> None:
    kept = session.take_notice()
    if kept is None:
        return
    sentence, serious = kept
    if serious:
        st.error(plain(sentence), icon=":material/error:")
    else:
        st.info(plain(sentence), icon=":material/info:")


def _follow_address(usual: str) -> None:
    """The browser's Back and Forward open the design of the address that they lead to.

    What a person did before their browser heard of the newest address still comes with the one before:
    for a moment after a change, an older address is no wish.
    """
    written, when = session.written_address()
    if share.to_params(session.current_experiment(), usual) != written or time.time() < when + SETTLED_SECONDS:
        return
    if st.query_params.to_dict() != written:
        try:
            opened = share.from_params(st.query_params, usual)
        except share.LinkError:
            return
        if opened is not None:
            session.replace_experiment(opened)


def _write_address(link: dict[str, str]) -> None:
    """Keep the address of the page that of the design."""
    if st.query_params.to_dict() != link:
        st.query_params.from_dict(link)
    if session.written_address()[0] != link:
        session.keep_written_address(link)
