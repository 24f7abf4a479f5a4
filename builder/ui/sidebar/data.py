"""The sidebar's choice of images."""

import streamlit as st

from builder.datasets.table import DATASETS, title_of
from builder.design.data import Data
from builder.design.edit.data import on_all_of
from builder.design.experiment import Experiment
from builder.presets import on_images
from builder.ui.explained.help import HELP
from builder.ui.sidebar.fields import field, segments, setting, whole_range


def data_fields(experiment: Experiment) -> None:
    """Which data set."""
    data = experiment.data
    st.segmented_control(
        "Data set",
        # A link may bring a design on images that are not known here.
        list(dict.fromkeys([*DATASETS, data.dataset])),
        format_func=title_of,
        help=HELP["dataset"],
        **segments("data.dataset", data.dataset, _other_images, redraw=True),
    )


def split_fields(experiment: Experiment) -> None:
    """How many images, the seed that splits them, and a way back to an honest split where the design left it."""
    data = experiment.data
    if data.trains_on_validation:
        st.toggle(
            "Train on the validation images too",
            help="The slides' likely protocol of projects 16 and 18. The run is marked and gets no place.",
            **field("data.trains_on_validation", True, setting("data", "trains_on_validation"), redraw=True),
        )
    st.number_input(
        "Training images at most",
        **whole_range(Data, "limit") | {"step": 100},
        placeholder="all",
        help=HELP["limit"],
        **field("data.limit", data.limit, setting("data", "limit"), redraw=True),
    )
    st.number_input(
        "Seed of the split",
        **whole_range(Data, "split_seed"),
        help=HELP["split_seed"],
        **field("data.split_seed", data.split_seed, setting("data", "split_seed")),
    )


def _other_images(experiment: Experiment, dataset: str) -> Experiment:
    """On all images of another data set."""
    if dataset not in DATASETS or dataset == experiment.data.dataset:
        return experiment
    return on_all_of(on_images(experiment, dataset), dataset)
