"""Where the picture comes from, and what the network gets of it."""

import io
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import streamlit as st
from PIL import Image
from streamlit.runtime.uploaded_file_manager import UploadedFile

from builder.datasets.photo_checks import PhotoError
from builder.datasets.photo_kind import EXTENSIONS
from builder.datasets.sources import CIFAR10
from builder.datasets.table import DATASETS
from builder.pictures.ink import ink_of
from builder.pictures.kind import Kind, kind_of
from builder.pictures.message import Shape
from builder.pictures.reading import NotReadError, read_picture, warm_up
from builder.store.runs.records import Run
from builder.ui.app.identity import secret
from builder.ui.app.text import plain

FILE_TYPES = [*EXTENSIONS]

UPLOAD, CAMERA = "Upload", "Camera"
UPLOADER, CAMERA_INPUT = "classify.upload", "classify.camera"

#: What was read of this session's last files, by file and shape.
READ = "builder.pictures_read"
KEPT_PICTURES = 24
#: So many are answered at once, as a grid.
MOST_PICTURES = 10

NO_CAMERA = (
    "Browsers open the camera only on https:// pages or on the computer that runs the app (localhost). "
    "On a phone, Upload can take a photo too."
)


class Picture(NamedTuple):
    """`shown` is a JPEG to look at, `pixels` uint8 (height, width, channels) what the network gets, `said` its caption.

    `may_need_inverting` where light and dark may be the other way round than in the training images. `looks` says what
    kind of picture it seems to be; None where that is not clear, or it is of the network's own data set. `truth` is its
    class, where that is known; what `is_drawn` is on the page already. `ink` is the writing on light paper, as the
    drawing canvas would give it; None where there is none. `is_cut` where `pixels` are the writing alone.
    """

    shown: bytes
    pixels: np.ndarray
    said: str
    may_need_inverting: bool = True
    looks: Kind | None = None
    truth: str | None = None
    is_drawn: bool = False
    ink: np.ndarray | None = None
    is_cut: bool = False


class Unread(NamedTuple):
    """Why a file gave no picture; `may_be_good` where it is worth another try."""

    sentence: str
    may_be_good: bool


def uploaded_pictures(run: Run | None, source: str | None, source_key: str) -> list[Picture]:
    """What the person uploaded, the newest MOST_PICTURES of it, or took; what cannot be used gets one sentence each.

    Some can always be uploaded: before there is a network (`run` is None), and beside what else is offered.
    """
    uploaded = _upload(source_key)
    if source not in (UPLOAD, CAMERA):
        return []
    files = uploaded[-MOST_PICTURES:]
    if source == CAMERA:
        taken = _camera()
        files = [] if taken is None else [taken]
    elif len(uploaded) > MOST_PICTURES:
        st.caption(f"The newest {MOST_PICTURES} of {len(uploaded)} pictures.")
    shape = run.experiment.images.shape if run else CIFAR10.shape
    pictures, again = [], False
    for number, file in enumerate(files, 1):
        read = _read(file, shape, "Reading the picture" if len(files) == 1 else f"Reading picture {number}")
        if isinstance(read, Picture) or not read.may_be_good:
            _let_go(file)
        if isinstance(read, Picture):
            pictures.append(read)
        else:
            which = "" if len(files) == 1 else f"Picture {number}: "
            st.error(plain(f"{which}{read.sentence}"), icon=":material/broken_image:")
            again = again or read.may_be_good
    if again and st.button("Try again", icon=":material/refresh:", key="classify.reread"):
        st.session_state.pop(READ, None)
        st.rerun()
    return pictures


def _upload(source_key: str) -> list[UploadedFile]:
    """Always there; what is uploaded is looked at, whatever was chosen before."""
    return st.file_uploader(
        "Upload pictures",
        type=FILE_TYPES,
        accept_multiple_files=True,
        label_visibility="collapsed",
        key=UPLOADER,
        max_upload_size=10,
        on_change=_choose_upload,
        args=(source_key,),
    )


def _choose_upload(source_key: str) -> None:
    if st.session_state.get(UPLOADER):  # it may have been taken away
        st.session_state[source_key] = UPLOAD


def _camera() -> UploadedFile | None:
    if not camera_allowed(st.context.url):
        st.info(NO_CAMERA, icon=":material/no_photography:")
        return None
    return st.camera_input("Take a photo", label_visibility="collapsed", key=CAMERA_INPUT)


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


def _read(file: UploadedFile, shape: Shape, meanwhile: str) -> Picture | Unread:
    """What is in `file`, read once: each run of the page asks for it, and a damaged one may take seconds."""
    kept: dict[tuple[str, Shape], Picture | Unread] = st.session_state.get(READ, {})
    key = file.file_id, shape
    if key not in kept:
        with st.spinner(meanwhile):
            read = _prepared_or_not(file, shape)
        st.session_state[READ] = kept = dict([*kept.items(), (key, read)][-KEPT_PICTURES:])
    return kept[key]


def _prepared_or_not(file: UploadedFile, shape: Shape) -> Picture | Unread:
    data = file.getvalue()
    if len(data) != file.size:  # the page runs again by itself, after it let go of them
        return Unread("The picture is to be read once more.", True)
    try:
        return prepared(data, shape)
    except PhotoError as error:  # not kept itself: its traceback holds on to the file
        return Unread(str(error), isinstance(error, NotReadError))


def _let_go(file: UploadedFile) -> None:
    """Empties what a widget holds of a file that has been read.

    Streamlit has the bytes, and gives them to the widget anew at each run that a browser asks for. Left in the widget,
    they would stay until the next such run even where another file has replaced them.
    """
    for widget in (UPLOADER, CAMERA_INPUT):
        held = st.session_state.get(widget)
        for one in held if isinstance(held, list) else [held]:
            if isinstance(one, UploadedFile) and one.file_id == file.file_id:
                one.truncate(0)


def prepared(data: bytes, shape: Shape) -> Picture:
    """The picture in `data`, read in another process, reduced to `shape` and cut; raises PhotoError."""
    try:
        answer = read_picture(data, shape, sender=secret())
    finally:
        warm_up()
    width, height = answer.size
    shown = Image.frombytes("RGB", answer.shown_size, answer.shown)
    pixels = np.frombuffer(answer.pixels, np.uint8).reshape(shape)
    looks = kind_of(shown)
    ink = ink_of(shown) if looks == "strokes" else None
    return Picture(jpeg(shown), pixels, f"Your picture, {width:,} × {height:,}", looks=looks, ink=ink)


def is_known(run: Run) -> bool:
    """Whether the run's data set is registered here."""
    return run.dataset in DATASETS


def draw_pictures(picture: Picture) -> None:
    """The original beside what is left of it for the network; of what is drawn on the page the latter alone."""
    with st.grid(2, min_column_width=120, key="classify_pictures"):
        if not picture.is_drawn:
            with st.container():
                st.image(picture.shown, width="stretch", alt="Your picture")
                st.caption(picture.said)
        with st.container(key="network_sees"):
            height, width, _ = picture.pixels.shape
            draw_seen(picture)
            part = "" if picture.is_drawn else "the writing, " if picture.is_cut else "the centre, "
            st.caption(f"What the network sees: {part}{width} × {height}")


def draw_seen(picture: Picture) -> None:
    """What the network gets of it, each pixel enlarged."""
    height, width, channels = picture.pixels.shape
    seen = Image.fromarray(picture.pixels if channels == 3 else picture.pixels[:, :, 0])
    enlarged = seen.resize((384, 384 * height // width), Image.Resampling.NEAREST)
    st.image(enlarged, width="stretch", output_format="PNG", alt="What the network sees")


def jpeg(image: Image.Image) -> bytes:
    """The image as a file to look at."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()
