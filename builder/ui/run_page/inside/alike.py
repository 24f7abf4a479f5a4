"""The validation images that the network answers most like the picture: of the class it said, and of the true one."""

import numpy as np
import streamlit as st

from builder.analysis.alike import most_alike
from builder.datasets.images import DatasetError
from builder.store.artifacts import ArtifactError
from builder.store.runs.records import Run
from builder.ui.app.text import plain
from builder.ui.run_page.images.tiles import tiles_html, tiles_of
from builder.ui.run_page.inside.looked_picture import Looked
from builder.ui.run_page.predictions import kept

#: So many of each class.
SHOWN = 5


def draw_alike(run: Run, looked: Looked, said: np.ndarray) -> None:
    """`said` are the network's own probabilities of the picture. Nothing where its answers about the validation images,
    or the images, are not on this machine."""
    try:
        predictions = kept(run, "validation")
        if predictions is None:
            return
        first = int(said.argmax())
        classes = [first] if looked.label is None or looked.label == first else [first, looked.label]
        found = [most_alike(predictions, said, label, SHOWN, looked.place) for label in classes]
        tiles = [tiles_of(run, "validation", predictions, places) for places in found]
    except (ArtifactError, DatasetError):
        return
    names = run.experiment.images.classes
    with st.container(key="inside_alike"), st.grid(2, min_column_width=280):
        for label, shown in zip(classes, tiles, strict=True):
            if shown:
                with st.container():
                    st.markdown(f"**Of the class {plain(names[label])}, those that it answers most alike**")
                    st.markdown(tiles_html(shown), unsafe_allow_html=True)
