"""The picture that is looked at: a validation image, or one of the visitor's own."""

import random
from typing import NamedTuple

import numpy as np
import streamlit as st

from builder.datasets.images import DatasetError, Images
from builder.datasets.photo_checks import PhotoError
from builder.datasets.table import DATASETS, load_split
from builder.design.data import Data
from builder.pictures.reading import warm_up
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.classify.picture import FILE_TYPES, Picture, inverted_if_wanted, prepared

VALIDATION, OWN = "Validation image", "Your picture"
#: Which validation image is looked at, from 1: other sections of the page set it to show one here.
NUMBER = "inside.number"
#: The visitor's last picture, by file and shape.
READ = "builder.inside_read"


class Looked(NamedTuple):
    """`image` uint8 (height, width, channels); `label` is its class's number, None where nobody knows it."""

    image: np.ndarray
    label: int | None


def choose_looked(run: Run) -> Looked | None:
    """The picture that was chosen; None while there is none."""
    try:
        images = _validation_images(run)
    except DatasetError as error:
        st.caption(f"{plain(str(error))} A picture of your own can be looked at all the same.")
        images = None
    sources = [OWN] if images is None else [VALIDATION, OWN]
    source = st.segmented_control(
        "Picture", sources, default=sources[0], required=True, key=f"inside.source.{len(sources)}"
    )
    if images is None or source == OWN:
        return _own(run)
    return _validation(images)


def _validation_images(run: Run) -> Images:
    settings = store.settings()
    if run.dataset not in DATASETS:
        raise DatasetError(f"The images of “{run.name}” are not known here.")
    return _kept_validation(run.experiment.data, str(settings.home), str(settings.cifar10))


@st.cache_resource(max_entries=3, show_spinner="Loading the validation images")
def _kept_validation(data: Data, home: str, cifar10: str) -> Images:
    """The run's validation images; `home` and `cifar10` say where from. Raises DatasetError."""
    validation = load_split(data, store.settings()).validation
    return Images(np.array(validation.images), np.array(validation.labels))  # copies: the rest of the split is let go


def _validation(images: Images) -> Looked:
    st.session_state[NUMBER] = min(st.session_state.get(NUMBER, 1), len(images))
    number = st.number_input("Number", 1, len(images), key=NUMBER, width=150)
    st.button("Another", icon=":material/casino:", key="inside.another", on_click=_choose_any, args=(len(images),))
    return Looked(images.images[number - 1], int(images.labels[number - 1]))


def _choose_any(count: int) -> None:
    st.session_state[NUMBER] = random.randint(1, count)


def _own(run: Run) -> Looked | None:
    warm_up()
    file = st.file_uploader(
        "Upload a picture", type=FILE_TYPES, label_visibility="collapsed", key="inside.upload", max_upload_size=10
    )
    if file is None:
        return None
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
