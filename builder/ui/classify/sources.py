"""Where the picture comes from: drawn, a test image, a file, or the camera."""

import streamlit as st
from PIL import Image

from builder.datasets.images import DatasetError
from builder.datasets.table import DATASETS, is_available
from builder.pictures.reading import warm_up
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.classify.canvas import draw_canvas
from builder.ui.classify.picture import CAMERA, UPLOAD, Picture, is_known, jpeg, uploaded_pictures
from builder.ui.classify.samples import sample

DRAW, SAMPLE = "Draw", "Sample"
_ICONS = {DRAW: "draw", SAMPLE: "casino", UPLOAD: "upload", CAMERA: "photo_camera"}


def choose_pictures(run: Run | None) -> list[Picture]:
    """The picture that the person drew, chose or gave, or several that they gave; empty while there is none."""
    warm_up()
    sources = sources_of(run)
    key = f"classify.source.{'.'.join(sources)}"
    st.session_state.setdefault(key, sources[0])
    source = st.segmented_control(
        "Picture", sources, required=True, key=key, format_func=lambda name: f":material/{_ICONS[name]}: {name}"
    )
    if run and source == DRAW:
        picture = _drawn(run)
    elif run and source == SAMPLE:
        picture = _sampled(run)
    else:
        picture = None
    given = uploaded_pictures(run, source, key)
    if source not in (DRAW, SAMPLE):
        return given
    return [] if picture is None else [picture]


def sources_of(run: Run | None) -> list[str]:
    """What is offered for this run's network, the first of them chosen: what needs nothing from the visitor's disk."""
    offered = [UPLOAD, CAMERA]
    if run is None or not is_known(run):
        return offered
    if is_available(run.experiment.data.images, store.settings()):
        offered = [SAMPLE, *offered]
    return [DRAW, *offered] if DATASETS[run.dataset].from_drawing else offered


def _sampled(run: Run) -> Picture | None:
    try:
        return sample(run)
    except DatasetError as error:
        st.error(plain(str(error)), icon=":material/broken_image:")
        return None


def _drawn(run: Run) -> Picture | None:
    drawing, make = draw_canvas(), DATASETS[run.dataset].from_drawing
    if drawing is None or make is None:
        return None
    shown = jpeg(Image.fromarray(drawing).convert("RGB"))
    return Picture(shown, make(drawing), "Your drawing", may_need_inverting=False, is_drawn=True)
