"""The sidebar's choice of images."""

import streamlit as st

from builder.datasets import DATASETS
from builder.design.experiment import Experiment
from builder.ui.sidebar.fields import Change, changed, field, segments


def data_fields(experiment: Experiment) -> None:
    """Which data set."""
    data = experiment.data
    st.segmented_control(
        "Data set",
        list(DATASETS),
        format_func=lambda name: DATASETS[name].title,
        **segments("data.dataset", data.dataset, _change("dataset")),
    )


def split_fields(experiment: Experiment) -> None:
    """How many images, the seed that splits them, and a way back to an honest split where the design left it."""
    data = experiment.data
    if data.trains_on_validation:
        st.toggle(
            "Train on the validation images too",
            help="The slides' likely protocol of projects 16 and 18. The run is marked and has no place.",
            **field("data.trains_on_validation", True, _change("trains_on_validation"), redraw=True),
        )
    st.number_input(
        "Training images at most",
        min_value=40,
        max_value=40_000,
        step=100,
        placeholder="all",
        help="A quarter as many are used for validation, and for the test. Empty: all images.",
        **field("data.limit", data.limit, _change("limit")),
    )
    st.number_input(
        "Seed of the split",
        min_value=0,
        max_value=2**31 - 1,
        step=1,
        help="Which images are for training, validation and test. Compare runs only within one split.",
        **field("data.split_seed", data.split_seed, _change("split_seed")),
    )


def _change(name: str) -> Change:
    def change(experiment: Experiment, picked: object) -> Experiment:
        return changed(experiment, data=changed(experiment.data, **{name: picked}))

    return change
