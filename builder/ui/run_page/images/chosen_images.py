"""Which images a section of a run's page is about, and what its network said of them."""

from typing import get_args

import streamlit as st

from builder.design.data import HeldOut
from builder.statistics.predictions import Predictions
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import has_predictions
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.run_page.in_address import images_in_address, keep_images
from builder.ui.run_page.predictions import kept


def chosen_predictions(run: Run, key: str) -> tuple[HeldOut, Predictions] | None:
    """The images that are chosen, by a control with that key, and the predictions of them; None after a sentence."""
    kind = _choose_images(run, key)
    predictions = kept(run, kind)
    if predictions is None:
        st.caption("This appears once the validation images have been looked at.")
        return None
    return kind, predictions


def _choose_images(run: Run, key: str) -> HeldOut:
    """Which images a section is about: the validation images, or the test images where they were read.

    These come first where the network was trained on its validation images: there those show nothing of its errors.
    """
    if run.tested is None or not has_predictions(artifacts_of(store.settings()), run.id, "test"):
        return "validation"
    kinds: tuple[HeldOut, ...] = get_args(HeldOut)
    usual: HeldOut = "test" if run.experiment.data.trains_on_validation else "validation"
    # One choice for all sections of the run: Streamlit forgets a widget's as soon as another tab is open.
    st.session_state[key] = images_in_address() or usual
    shown = st.segmented_control(
        "Images",
        kinds,
        required=True,
        format_func=lambda kind: "Validation images" if kind == "validation" else "Test images, as read at its end",
        label_visibility="collapsed",
        key=key,
        on_change=lambda: keep_images(st.session_state[key]),
    )
    return shown or usual
