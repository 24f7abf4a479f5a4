"""Many images of a run, a few rows at a time."""

import numpy as np
import streamlit as st

from builder.datasets.images import DatasetError
from builder.design.data import HeldOut
from builder.statistics.predictions import Predictions
from builder.store.runs.records import Run
from builder.ui.app.text import plain
from builder.ui.run_page.images.tiles import tiles_html, tiles_of

#: Three rows of ten on a wide page.
AT_ONCE = 30


def draw_gallery(
    run: Run, kind: HeldOut, predictions: Predictions, places: np.ndarray, *, key: str, verb: str = "is"
) -> None:
    """The images at these places, in this order, page by page; a sentence where they are not on this machine.

    `verb` as for `tiles_html`.
    """
    if not len(places):
        return
    pages = -(-len(places) // AT_ONCE)
    place = st.session_state.get(f"{key}.{pages}", 1) - 1
    try:
        shown = tiles_of(run, kind, predictions, places[AT_ONCE * place : AT_ONCE * (place + 1)])
    except DatasetError as error:
        st.info(plain(str(error)), icon=":material/info:")
        return
    st.markdown(tiles_html(shown, verb), unsafe_allow_html=True)
    if pages > 1:
        st.pagination(pages, key=f"{key}.{pages}")
