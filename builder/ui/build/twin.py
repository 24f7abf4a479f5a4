"""That somebody has trained this very design with this seed: the same would come out, another seed tells more."""

import streamlit as st

from builder.design.edit.fields import edited, range_of
from builder.design.experiment import Experiment
from builder.design.training.training import Training
from builder.store.runs.records import Run
from builder.store.runs.repetitions import free_seed, same_run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.session import chosen_run, history
from builder.words.numbers import percent

#: So many seeds are looked through for the next one that nobody has taken.
SEEDS = 40


def twin_line(experiment: Experiment, owner: str) -> None:
    """Beside Train: whose run it is, what came of it, a way to it, and the next seed; nothing where there is none."""
    run = same_run(store.database(), experiment)
    if run is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="twin"):
        st.markdown(f":material/content_copy: {plain(twin_words(run, owner))}", width="content")
        if st.button("Look at that run", key="twin.open", icon=":material/insights:", type="tertiary"):
            chosen_run.look_into(run.id)
        if (seed := _next_seed(experiment)) is not None:
            st.button(
                f"Try other luck: seed {seed}",
                key="twin.seed",
                icon=":material/casino:",
                help="The same design from other first weights, and in another order of images; then press Train",
                on_click=history.replace_experiment,
                args=(edited(experiment, ("training", "seed"), seed),),
            )


def twin_words(run: Run, owner: str) -> str:
    """ "Quiet Otter 42 has trained exactly this with the same seed: 94.6 %." """
    is_own = run.owner == owner
    who, has = ("You", "have") if is_own else (run.nickname, "has")
    if run.state == "running":
        return f"{who} {'train' if is_own else 'trains'} exactly this with the same seed now."
    if run.state == "queued":
        return f"{who} {has} exactly this with the same seed in the queue."
    came_to = "" if run.validation_accuracy is None else f": {percent(run.validation_accuracy)}"
    return f"{who} {has} trained exactly this with the same seed{came_to}."


def _next_seed(experiment: Experiment) -> int | None:
    """The next one that nobody has trained it with."""
    first, high = experiment.training.seed + 1, range_of(Training, "seed").high
    end = first + SEEDS if high is None else min(first + SEEDS, int(high) + 1)
    return free_seed(store.database(), experiment, range(first, end))
