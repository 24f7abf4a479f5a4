"""The Build page: the sidebar edits, the main area shows what the design is, costs and lacks."""

import time
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from builder import jobs, presets
from builder.datasets.table import default_dataset
from builder.ui.app import store
from builder.ui.app.frame import frame
from builder.ui.build import address, share
from builder.ui.build.amount import amount_field
from builder.ui.build.augmentation_studio import augmentation_studio
from builder.ui.build.body import cost, problem_cards, summary_table
from builder.ui.build.flow import is_wanted, trained_run
from builder.ui.build.header import header, train
from builder.ui.build.keys import listen_for_keys
from builder.ui.build.missing_data import missing_data_card
from builder.ui.build.picture_editor import network_picture
from builder.ui.build.pictures import pictures_card
from builder.ui.build.plan import plan_text
from builder.ui.build.takes import quicker_way, takes_line, takes_of
from builder.ui.build.twin import twin_line
from builder.ui.build.welcome import welcome
from builder.ui.run.lead_to_training import lead_to_training
from builder.ui.run.panel import active_runs
from builder.ui.session import history, notices, visitor
from builder.ui.sidebar.tabs import sidebar

#: How long the page waits after sending the numbers, so that the browser draws them first: without this an edit's
#: new numbers showed after 270 ms, with it after 180 (medians of twice 60 edits, AMD EPYC, 2 cores).
DRAWING_SECONDS = 0.05


class _Places(NamedTuple):
    """The places of the page's parts, from top to bottom: content that appears in one leaves the others alone."""

    greeting: DeltaGenerator
    top: DeltaGenerator
    messages: DeltaGenerator
    numbers: DeltaGenerator
    problems: DeltaGenerator
    live: DeltaGenerator
    pictures: DeltaGenerator
    studio: DeltaGenerator
    drawing: DeltaGenerator
    table: DeltaGenerator


def build_page() -> None:
    """Compute everything about the current design, then draw it."""
    frame("Build")
    builder = st.sidebar.container()  # before all else, or the page would begin as wide as the window
    settings = store.settings()
    usual = default_dataset(settings)
    is_edit = history.has_experiment()
    if is_edit:
        address.follow(usual)
    else:
        address.open_design(usual)
    experiment = history.current_experiment()
    preset_id = presets.identify(experiment)
    link = share.to_params(experiment, preset_id)
    ready = jobs.readiness(settings, experiment)
    summary = ready.summary
    plan = plan_text(
        experiment,
        ready.train_count,
        ready.validation_count if ready.validation_count != ready.validation_images else None,
    )

    # The places are laid out first; then the parts that an edit changes most visibly are sent first.
    places = _places()
    with places.numbers:
        cost(experiment, summary, ready.train_count, preset_id)
    with places.table:
        summary_table(experiment, summary)
    # The browser draws as soon as nothing more arrives: without this pause, it would draw the numbers together with
    # everything else. On a first visit there is nothing to show early.
    if is_edit:
        time.sleep(DRAWING_SECONDS)
    is_first_visit = not visitor.has_trained()
    with places.top:
        header(experiment, plan, link, hindrance(ready), summary, is_first_visit)
    takes = takes_of(experiment, ready, visitor.current().owner)
    way = quicker_way(experiment, ready, takes)
    with places.greeting:
        if is_first_visit:  # after the header: it may wait a moment for its pictures
            welcome(experiment, preset_id, ready, takes, way, hindrance(ready), train)
    with places.top, st.container(horizontal=True, vertical_alignment="bottom", key="launch"):
        amount_field(experiment)
        takes_line(experiment, ready, takes, way, is_first_visit=is_first_visit)
    if ready.refusal is None and takes.same is None:
        with places.top:
            twin_line(experiment, visitor.current().owner)
    with places.messages:
        notices.draw()
        if ready.missing:
            missing_data_card(ready.missing)
    with places.problems:
        problem_cards(ready.problems)
    trained = trained_run(experiment)
    if not is_wanted(trained):
        with places.drawing:
            network_picture(experiment, summary, trained)
    sidebar(preset_id, builder)
    with places.live:
        active_runs(visitor.current().owner)
    with places.pictures:
        if not is_first_visit:  # the welcome shows them
            pictures_card(experiment)
    with places.studio:
        augmentation_studio(experiment)
    listen_for_keys()
    lead_to_training()
    address.write(link, experiment)
    if is_wanted(trained):  # last: it may wait for the network's answer, and everything else is there meanwhile
        with places.drawing:
            network_picture(experiment, summary, trained)


def _places() -> _Places:
    return _Places(
        greeting=st.container(key="greeting"),
        top=st.container(key="top"),
        messages=st.container(key="messages"),
        numbers=st.container(key="numbers"),
        problems=st.container(key="problems"),
        live=st.container(key="live"),
        pictures=st.container(key="sample.pictures"),
        studio=st.container(key="augmentation.studio"),
        drawing=st.container(key="drawing"),
        table=st.container(key="table"),
    )


def hindrance(ready: jobs.Readiness) -> str | None:
    """Why this design cannot be trained as it is, in one short sentence; None where it can."""
    if ready.missing:
        return "The images are not on this machine yet."
    return None if ready.error is None else f"{ready.error.title}."
