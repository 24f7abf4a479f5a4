"""Where the picture comes from, and what the network gets of it."""

import io
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import streamlit as st
from PIL import Image
from streamlit.runtime.uploaded_file_manager import UploadedFile

from builder.datasets.images import DatasetError
from builder.datasets.photo import PhotoError, as_network_sees, read_photo
from builder.datasets.table import DATASETS, load_split
from builder.design.data import Data
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain

FILE_TYPES = ["jpg", "jpeg", "png", "webp", "gif", "bmp", "mpo"]

#: The original is shown this large at most, so a photo of 10 MB does not travel back to the browser.
SHOWN_SIDE = 640

UPLOAD, CAMERA, SAMPLE = "Upload", "Camera", "Sample"

NO_CAMERA = (
    "Browsers open the camera only on https:// pages or on the computer that runs the app (localhost). "
    "On a phone, Upload can take a photo too."
)


class Picture(NamedTuple):
    """`shown` is a JPEG to look at, `pixels` uint8 (height, width, channels) what the network gets, `said` its caption.

    `may_need_inverting` where light and dark may be the other way round than in the training images.
    """

    shown: bytes
    pixels: np.ndarray
    said: str
    may_need_inverting: bool = True


def choose_picture(run: Run) -> Picture | None:
    """The picture that the person gave; None while there is none. What cannot be used gets one sentence."""
    sources = [UPLOAD, CAMERA] + ([SAMPLE] if _known(run) and DATASETS[run.dataset].offers_samples else [])
    source = st.segmented_control(
        "Picture",
        sources,
        default=UPLOAD,
        required=True,
        key=f"classify.source.{len(sources)}",
        format_func=lambda name: f":material/{_ICONS[name]}: {name}",
    )
    try:
        if source == SAMPLE:
            return _sample(run)
        file = _camera() if source == CAMERA else _upload()
        return None if file is None else prepared(file.getvalue(), run.experiment.images.shape)
    except (PhotoError, DatasetError) as error:
        st.error(plain(str(error)), icon=":material/broken_image:")
        return None


_ICONS = {UPLOAD: "upload", CAMERA: "photo_camera", SAMPLE: "casino"}


def _upload() -> UploadedFile | None:
    return st.file_uploader(
        "Upload a picture", type=FILE_TYPES, label_visibility="collapsed", key="classify.upload", max_upload_size=10
    )


def _camera() -> UploadedFile | None:
    if not camera_allowed(st.context.url):
        st.info(NO_CAMERA, icon=":material/no_photography:")
        return None
    return st.camera_input("Take a photo", label_visibility="collapsed", key="classify.camera")


def camera_allowed(url: str | None) -> bool:
    """Whether browsers give a page at this address the camera: HTTPS, or the machine itself. Unknown counts as yes."""
    if not url:
        return True
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@st.cache_data(max_entries=32, show_spinner=False)
def prepared(data: bytes, shape: tuple[int, int, int]) -> Picture:
    """The picture in `data`, read, reduced to `shape` and cut; raises PhotoError."""
    image = read_photo(data)
    pixels = as_network_sees(image, shape)
    width, height = image.size
    image.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    return Picture(_jpeg(image), pixels, f"Your picture, {width:,} × {height:,}")


def _sample(run: Run) -> Picture:
    dataset, classes = DATASETS[run.dataset], run.experiment.images.classes
    images, labels = _test_images(run.dataset, run.experiment.data.split_seed)
    turn = st.session_state.get("classify.turn", 0)
    if st.button(f"Another {dataset.one_image}", icon=":material/casino:", key="classify.another"):
        turn += 1
        st.session_state["classify.turn"] = turn
    # 97 shares no factor with the number of test images, so that every one comes.
    place = turn * 97 % len(labels)
    shown = Image.fromarray(images[place]).resize((320, 320), Image.Resampling.BICUBIC)
    return Picture(_jpeg(shown), images[place], f"A test image: it is a {classes[labels[place]]}", False)


@st.cache_data(max_entries=4, show_spinner="Loading test images")
def _test_images(dataset: str, split_seed: int) -> tuple[np.ndarray, np.ndarray]:
    """What no run with this split was trained on: images (N, height, width, channels), labels (N,)."""
    test = load_split(Data(images=DATASETS[dataset].source, split_seed=split_seed), store.settings()).test
    return test.images, test.labels


def _known(run: Run) -> bool:
    return run.dataset in DATASETS


def inverted_if_wanted(run: Run, picture: Picture) -> Picture:
    """For digits, which were written light on dark: a switch for pictures of ink on paper."""
    if not _known(run) or not DATASETS[run.dataset].light_on_dark or not picture.may_need_inverting:
        return picture
    light = picture.pixels.mean() > 127
    st.caption(
        "This network learned digits written light on dark."
        + (" This picture is mostly light: Invert should help." if light else "")
    )
    if st.toggle("Invert", key="classify.invert", help="Swaps light and dark before the network sees it"):
        return picture._replace(pixels=255 - picture.pixels)
    return picture


def draw_pictures(picture: Picture) -> None:
    """The original beside what is left of it for the network."""
    with st.grid(2, min_column_width=120):
        with st.container():
            st.image(picture.shown, width="stretch", alt="Your picture")
            st.caption(picture.said)
        with st.container(key="network_sees"):
            height, width, channels = picture.pixels.shape
            seen = Image.fromarray(picture.pixels if channels == 3 else picture.pixels[:, :, 0])
            enlarged = seen.resize((384, 384 * height // width), Image.Resampling.NEAREST)
            st.image(enlarged, width="stretch", output_format="PNG", alt="What the network sees")
            st.caption(f"What the network sees: the centre, {width} × {height}")


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()
