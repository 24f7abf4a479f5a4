"""A picture on its way through the network, where one with this design was trained here: asked of its weights."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from builder.datasets.images import DatasetError
from builder.datasets.table import DATASETS, why_not
from builder.design.cost.summary import Row, Summary
from builder.design.experiment import Experiment
from builder.store.runs.records import Run, list_runs
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.build.samples import samples
from builder.ui.figures.flow_across import flow_across
from builder.ui.figures.flow_down import flow_down
from builder.ui.figures.flow_parts import Said, Seen
from builder.ui.figures.network_picks import Pictures
from builder.ui.run.answers import answer_to
from builder.ui.session import visitor
from builder.words.layers import kind_text
from builder.words.numbers import whole_percent
from builder.words.sentences import listed

#: The switch, what it was last set to (also while it is not drawn), and the number of the picture.
SWITCH, WANTED, NUMBER = "flow.switch", "builder.flow_wanted", "builder.flow_number"
#: Among so many of the visitor's last runs one with this design is looked for.
MOST_RUNS = 30
ABOUT = (
    "Each small picture is one map of a layer, bright where its filter found its pattern; of each layer the four "
    "strongest are shown. Lines are as thick as the weights between two maps are strong, beside the layer's strongest."
)


def trained_run(experiment: Experiment) -> Run | None:
    """The visitor's last finished run of this network on these images, however it was trained; None without one."""
    if not visitor.has_trained():
        return None
    mine = list_runs(store.database(), states=("finished",), owner=visitor.current().owner, limit=MOST_RUNS)
    return next((run for run in mine if run.has_weights and _is_like(run.experiment, experiment)), None)


def is_wanted(run: Run | None) -> bool:
    """Whether a picture is to flow through, and can."""
    return run is not None and bool(st.session_state.get(WANTED))


def flow_switch(run: Run) -> None:
    """The switch; `run` is the one whose weights are asked."""
    st.toggle(
        "Show a picture flowing through",
        value=is_wanted(run),
        key=SWITCH,
        on_change=_switch,
        help=f"What each layer of “{plain(run.name)}” makes of a picture, as it was trained here.",
    )


def flow_pictures(run: Run, summary: Summary) -> Pictures | None:
    """The drawing, and what it shows; None where a sentence says why there is none."""
    experiment = run.experiment
    image = _picture(experiment)
    if image is None:
        return None
    answer = answer_to(run, "flow", image, visitor.current().owner)
    if answer is None:
        return None
    about = {"": Said(f"{image.shape[0]}×{image.shape[1]}", "", "picture")}
    about |= {row.name: _said(row, answer) for row in summary.rows}
    seen = Seen(image, experiment.images.classes, answer)
    likeliest = sorted(seen.likeliest, key=lambda named: -named[1])
    told = listed([f"{name} {whole_percent(share)}" for name, share in likeliest])
    tells = {seen.stations[-1]["name"]: f"Here: {told}."}
    return Pictures(flow_across(seen, about), flow_down(seen, about), tells)


def _is_like(trained: Experiment, experiment: Experiment) -> bool:
    return trained.network == experiment.network and trained.images == experiment.images


def _switch() -> None:
    st.session_state[WANTED] = st.session_state[SWITCH]


def _picture(experiment: Experiment) -> np.ndarray | None:
    """A training picture, uint8 (height, width, channels), and a button for the next."""
    if experiment.data.dataset not in DATASETS or why_not(experiment.images, store.settings()) is not None:
        st.caption("The images are not on this machine, so none can be shown on its way.")
        return None
    try:
        shown = samples(experiment.data)
    except DatasetError as error:
        st.caption(plain(str(error)))
        return None
    if shown is None:
        st.caption("The pictures are being read; this takes some seconds.")
        return None
    number = st.session_state.get(NUMBER, 0) % len(shown.images)
    with st.container(horizontal=True, vertical_alignment="center", key="flow_picture"):
        name = experiment.images.classes[int(shown.labels[number])]
        st.caption(f"A training picture of the class **{plain(name)}**.", width="content")
        st.button("Another picture", icon=":material/casino:", key="flow.another", on_click=_next, args=(number + 1,))
    return np.rint(shown.images[number]).astype(np.uint8)


def _next(number: int) -> None:
    st.session_state[NUMBER] = number


def _said(row: Row, answer: Mapping[str, Any]) -> Said:
    """What stands beside the layer's box: the size of its maps (its kind, of a vector), and how many are shown."""
    shown = next((len(one["channels"]) for one in answer["stations"] if one["name"] == row.name), 0)
    count = row.output_shape[-1]
    is_map = len(row.output_shape) == 3
    above = f"{row.output_shape[0]}×{row.output_shape[1]}" if is_map else kind_text(row).lower()
    below = f"{shown} of {count:,}" if shown < count else f"all {count:,}"
    return Said(above, below, row.place.title)
