"""What somebody meets who has trained nothing yet: what this is, the pictures, and one button."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from builder.datasets.table import DATASETS
from builder.design.experiment import Experiment
from builder.design.training.training import images_per_epoch
from builder.jobs import Readiness
from builder.ui.app.text import plain
from builder.ui.build.address import link_opened
from builder.ui.build.pictures import are_here, pictures
from builder.ui.build.takes import Quicker, Takes, quicker_button, takes_text
from builder.words.counts import count

#: The project that a first visit opens on, and whose name says nothing yet.
FIRST = "0"
STYLE = Path(__file__).with_name("welcome.css")


def welcome(
    experiment: Experiment,
    preset_id: str | None,
    ready: Readiness,
    takes: Takes,
    way: Quicker | None,
    hindrance: str | None,
    train: Callable[[], None],
) -> None:
    """The card at the top of a first visit. `train` trains what the sidebar shows, which is the preset `preset_id`, if
    any, and takes as long as `takes` says; `way` is a quicker one. `hindrance` says why it has to wait, None where it
    need not.
    """
    st.html(STYLE)
    with st.container(border=True, key="welcome"):
        st.title("Teach a computer to see", anchor=False)  # the page's title, as it comes before the design's name
        below = " These are the pictures:" if are_here(experiment) else ""
        st.markdown(
            "Here you build a neural network from blocks, train it on pictures whose names it is told, and find out "
            f"which new ones it can name by itself.{below}"
        )
        pictures(experiment)
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="welcome.go"):
            st.button(
                "Train your first network",
                key="welcome.train",
                icon=":material/play_arrow:",
                type="primary",
                disabled=hindrance is not None,
                help=hindrance,
                on_click=train,
            )
            if way is not None:
                quicker_button(way, key="welcome.quicker")
            with st.container(gap="xxsmall"):
                if preset_id != FIRST:
                    st.markdown(_which(experiment))
                st.markdown(plain(what_happens(experiment, ready.train_count)))
                takes_text(experiment, ready, takes, is_first_visit=True)
        st.caption(
            "The network is ready as it stands. Afterwards change it in the builder, and beat your first result."
        )


def _which(experiment: Experiment) -> str:
    """Which design it is, and where it came from."""
    name = f"**{plain(experiment.name)}**"
    return f"The link opened {name}." if link_opened(experiment) else f"The button trains {name}."


def what_happens(experiment: Experiment, train_count: int | None) -> str:
    """What training does, for somebody who has never seen it."""
    dataset = experiment.data.dataset
    thing = DATASETS[dataset].one_image if dataset in DATASETS else "image"
    training = experiment.training
    looks = "the pictures" if train_count is None else count(images_per_epoch(train_count, training), thing)
    times = f"up to {count(training.epochs, 'time')}"
    if not training.early_stopping and training.target is None:
        times = count(training.epochs, "time")
    return f"It looks at {looks} {times}, guesses, is told what is right, and corrects itself. You watch it learn."
