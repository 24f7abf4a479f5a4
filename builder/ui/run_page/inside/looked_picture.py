"""The picture that is looked at: a validation image, or one of the visitor's own."""

import random
from typing import NamedTuple

import numpy as np
import streamlit as st

from builder.datasets.held_out import held_out_images, held_out_indices
from builder.datasets.images import DatasetError, Images
from builder.datasets.photo_checks import PhotoError
from builder.datasets.table import DATASETS
from builder.design.experiment import Experiment
from builder.pictures.reading import warm_up
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.classify.carried import arriving, carried_picture
from builder.ui.classify.inverting import inverted_if_wanted
from builder.ui.classify.picture import Picture, prepared
from builder.ui.classify.uploads import FILE_TYPES
from builder.ui.run.answers import answer_about
from builder.ui.run_page.images.which import images_key
from builder.ui.run_page.in_address import keep_picture, picture_in_address

VALIDATION, OWN = "Validation image", "Your picture"
#: Which validation image is looked at, from 1, as the address says.
NUMBER = "inside.number"
#: The visitor's last picture, by file and shape.
READ = "builder.inside_read"
#: Where the picture comes from, where there are validation images.
SOURCE = "inside.source"
#: What is chosen when the section opens next, as one of the two.
WANTED = "builder.inside_wanted"


class Validation(NamedTuple):
    """A run's validation images in the order of its stored predictions, and their `indices` in the data set."""

    images: Images
    indices: np.ndarray


class Looked(NamedTuple):
    """`image` uint8 (height, width, channels); `label` is its class's number, None where nobody knows it. `place` is
    that among the validation images from 0, None for the visitor's own."""

    image: np.ndarray
    label: int | None
    place: int | None = None


def look_at(number: int) -> None:
    """From a callback: that validation image, counted from 1, is looked at."""
    keep_picture(number)
    st.session_state[WANTED] = VALIDATION


def choose_looked(run: Run, viewer: str) -> Looked | None:
    """The picture that was chosen, at first one that shows something; None while there is none."""
    try:
        images = _validation_images(run)
    except DatasetError as error:
        st.caption(f"{plain(str(error))} A picture of your own can be looked at all the same.")
        images = None
    sources = [OWN] if images is None else [VALIDATION, OWN]
    key = SOURCE if images is not None else "inside.source.own"
    wanted = st.session_state.pop(WANTED, None)
    if arriving():
        wanted = OWN
    if wanted in sources:
        st.session_state[key] = wanted
    st.session_state.setdefault(key, sources[0])
    source = st.segmented_control("Picture", sources, required=True, key=key)
    if images is None or source == OWN:
        return _own(run)
    return _validation(run, images, viewer)


def _validation_images(run: Run) -> Validation:
    if run.dataset not in DATASETS:
        raise DatasetError(f"The images of “{run.name}” are not known here.")
    return _kept_validation(images_key(run.experiment), _experiment=run.experiment)


@st.cache_resource(max_entries=3, show_spinner="Loading the validation images")
def _kept_validation(key: str, *, _experiment: Experiment) -> Validation:
    """The design's validation images; the arguments without _ tell them apart. Raises DatasetError."""
    settings = store.settings()
    indices = held_out_indices(_experiment, "validation", settings)
    images = held_out_images(_experiment, "validation", settings, np.arange(len(indices)))
    return Validation(images, indices)


def _validation(run: Run, validation: Validation, viewer: str) -> Looked:
    images, indices = validation
    st.session_state[NUMBER] = picture_in_address(len(images)) or _opening_number(run, len(images), viewer)
    number = st.number_input(
        "Number",
        1,
        len(images),
        key=NUMBER,
        width=150,
        help="Its place among the validation images, from 1",
        on_change=lambda: keep_picture(st.session_state[NUMBER]),
    )
    st.button("Another", icon=":material/casino:", key="inside.another", on_click=_choose_any, args=(len(images),))
    st.caption(f"Validation image {number:,} of {len(images):,} · index {indices[number - 1]} in the data set")
    return Looked(images.images[number - 1], int(images.labels[number - 1]), number - 1)


def _opening_number(run: Run, most: int, viewer: str) -> int:
    """The first picture of which Grad-CAM has something to show, as the task "ready" found it; else the first one."""
    number = (answer_about(run, "ready", viewer) or {}).get("picture") or 1
    return min(number, most)


def _choose_any(count: int) -> None:
    keep_picture(random.randint(1, count))


def _own(run: Run) -> Looked | None:
    warm_up()
    file = st.file_uploader(
        "Upload a picture", type=FILE_TYPES, label_visibility="collapsed", key="inside.upload", max_upload_size=10
    )
    if file is None:
        carried = carried_picture(run)
        if carried is None:
            return None
        st.caption("The picture from Classify.")
        return Looked(inverted_if_wanted(run, carried).pixels, None)
    shape = run.experiment.images.shape
    kept: tuple[tuple[str, tuple[int, ...]], Picture] | None = st.session_state.get(READ)
    if kept is None or kept[0] != (file.file_id, shape):
        try:
            with st.spinner("Reading the picture"):
                kept = (file.file_id, shape), prepared(file.getvalue(), shape)
        except PhotoError as error:
            st.error(plain(str(error)), icon=":material/broken_image:")
            return None
        st.session_state[READ] = kept
    return Looked(inverted_if_wanted(run, kept[1]).pixels, None)
