"""Soon in sight: the mistakes of which the network was surest."""

from collections.abc import Sequence

import streamlit as st

from builder.analysis.confusion import surest_mistakes
from builder.datasets.images import DatasetError
from builder.jobs.temperature import as_shown
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.run_page.images.tiles import tiles_html, tiles_of
from builder.ui.run_page.predictions import kept
from builder.ui.run_page.result import images_above
from builder.words.mistakes import which_images

#: One row on a wide page, two on a phone.
SHOWN = 10
#: From this probability on, a network is said to have been sure.
SURE = 0.9


def draw_strip(run: Run) -> None:
    """The row of images; nothing where there are none, or they are not on this machine: the sections below say why."""
    predictions = kept(run, "validation")
    if predictions is None:
        return
    places = surest_mistakes(as_shown(store.settings(), run, predictions), SHOWN)
    if not len(places):
        st.markdown("**It made no mistake on its validation images.**")
        return
    try:
        tiles = tiles_of(run, "validation", predictions, places)
    except DatasetError:
        return
    with st.container(border=True, key="run_strip"):
        st.markdown(f"**{heading([tile.ranked[0][1] for tile in tiles])}**")
        images = len(predictions.labels)
        st.caption(which_images("validation", images, images_above(run, images)))
        st.markdown(tiles_html(tiles), unsafe_allow_html=True)


def heading(probabilities: Sequence[float]) -> str:
    """What stands above mistakes of these probabilities: that it was sure, only if it was sure of each."""
    if min(probabilities) >= SURE:
        return "It was sure of these validation images, and wrong"
    return "Its surest mistakes on the validation images"
