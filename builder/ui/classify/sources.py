"""Where the picture comes from: drawn, a held-out image, a file, or the camera."""

import streamlit as st
from PIL import Image

from builder.datasets.images import DatasetError
from builder.datasets.table import DATASETS, is_available
from builder.pictures.reading import warm_up
from builder.shipped.network import is_shipped
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.classify.canvas import draw_canvas
from builder.ui.classify.left import SOURCE
from builder.ui.classify.picture import Picture, is_known, jpeg
from builder.ui.classify.samples import SAMPLE, samples
from builder.ui.classify.side_by_side import draw_what_it_sees
from builder.ui.classify.uploads import CAMERA, UPLOAD, uploaded_pictures

DRAW = "Draw"
#: Beside handwriting: a wrong answer there says less of a network than those about the images of its data set.
NEW_HAND = "Your handwriting is new to this network: it may err here more often than on the images of its data set."
_ICONS = {DRAW: "draw", SAMPLE: "casino", UPLOAD: "folder_open", CAMERA: "photo_camera"}


def choose_pictures(run: Run | None) -> list[Picture]:
    """The picture that the person drew, chose or gave, or several; empty while there is none."""
    warm_up()
    sources, key = sources_of(run), source_key(run)
    before = st.session_state.get(SOURCE)
    # With each run, as the browser is told of it only then: where one run of the page follows another at once, as on a
    # first visit, it may never draw what the first one said.
    st.session_state[key] = st.session_state.get(key) or (before if before in sources else sources[0])
    source = st.segmented_control(
        "Picture", sources, required=True, key=key, format_func=lambda name: f":material/{_ICONS[name]}: {name}"
    )
    st.session_state[SOURCE] = source
    pictures: list[Picture] = []
    if run and source == DRAW:
        pictures = _drawn(run)
    elif run and source == SAMPLE:
        pictures = _sampled(run)
    given = uploaded_pictures(run, source, key)
    return pictures if source in (DRAW, SAMPLE) else given


def source_key(run: Run | None) -> str:
    """Where the chosen source is kept: networks for which others are offered have their own."""
    return f"classify.source.{'.'.join(sources_of(run))}"


def sources_of(run: Run | None) -> list[str]:
    """What is offered for this run's network, the first of them chosen: what needs nothing from the visitor's disk."""
    offered = [UPLOAD, CAMERA]
    if run is None or not is_known(run):
        return offered
    if is_shipped(run) or is_available(run.experiment.data.images, store.settings()):
        offered = [SAMPLE, *offered]
    return [DRAW, *offered] if DATASETS[run.dataset].from_drawing else offered


def _sampled(run: Run) -> list[Picture]:
    try:
        return samples(run)
    except DatasetError as error:
        st.error(plain(str(error)), icon=":material/broken_image:")
        return []


def _drawn(run: Run) -> list[Picture]:
    make = DATASETS[run.dataset].from_drawing
    with st.container(horizontal=True, key="classify_drawing"):
        drawing = draw_canvas(DATASETS[run.dataset].one_image)
        if drawing is None or make is None:
            return []
        shown = jpeg(Image.fromarray(drawing).convert("RGB"))
        picture = Picture(shown, make(drawing), "Your drawing", may_need_inverting=False, is_drawn=True)
        draw_what_it_sees(picture)
    st.caption(NEW_HAND)
    return [picture]
