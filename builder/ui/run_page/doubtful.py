"""Doubtful labels: images that confident learning takes for mislabelled."""

import numpy as np
import streamlit as st

from builder.analysis.confusion import confusion
from builder.analysis.doubtful import doubtful_labels
from builder.store.runs.records import Run
from builder.ui.app.text import plain
from builder.ui.app.trouble import ticking
from builder.ui.run_page.images.chosen_images import chosen_predictions
from builder.ui.run_page.images.gallery import draw_gallery
from builder.words.counts import count
from builder.words.doubtful import how_much_to_believe, is_too_weak


def draw_doubtful(run: Run, viewer: str) -> None:
    """The section; another page of images redraws it alone."""
    ticking(_draw, None)(run)


def _draw(run: Run) -> None:
    chosen = chosen_predictions(run, "run.doubtful.images")
    if chosen is None:
        return
    kind, predictions = chosen
    images = "validation images" if kind == "validation" else "test images"
    accuracy = confusion(predictions).accuracy
    if is_too_weak(accuracy):
        st.markdown(plain(how_much_to_believe(accuracy)))
        return
    found = doubtful_labels(predictions)
    if not found:
        st.markdown(f"Confident learning doubts none of the {len(predictions.labels):,} {images}’ labels.")
        return
    st.markdown(
        plain(
            f"{how_much_to_believe(accuracy)} Of {len(predictions.labels):,} {images}, confident learning doubts the "
            f"labels of {count(len(found), 'image')}; those first whose label the network believes least."
        )
    )
    places = np.array([one.place for one in found])
    draw_gallery(run, kind, predictions, places, key=f"run.doubtful.{kind}", verb="labelled")
    st.caption(
        "An image is doubted where the network finds another class more likely than the given label. It must also be "
        "at least as sure of that class as it is, on average, in images with that label. Above the given label stands "
        "what the network says."
    )
