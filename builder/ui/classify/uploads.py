"""The pictures that a person uploads or takes: read once for each part of them that a network is to get."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from builder.datasets.photo_checks import PhotoError
from builder.datasets.photo_kind import EXTENSIONS
from builder.datasets.sources import CIFAR10
from builder.pictures.message import Shape
from builder.pictures.part import Fit, Part
from builder.pictures.reading import NotReadError
from builder.store.runs.records import Run
from builder.ui.app.text import plain
from builder.ui.app.uploads import own_name
from builder.ui.classify import left
from builder.ui.classify.box import box_on
from builder.ui.classify.opened import opened_of
from builder.ui.classify.part import BOX, WHOLE, chosen_part
from builder.ui.classify.picture import Picture, prepared

FILE_TYPES = [*EXTENSIONS]

UPLOAD, CAMERA = "File", "Camera"
UPLOADER, CAMERA_INPUT = "classify.upload", "classify.camera"

#: What was read of this session's last files, by file, shape and part.
READ = "builder.pictures_read"
KEPT_PICTURES = 24
#: So many are answered at once, as a grid.
MOST_PICTURES = 10

NO_CAMERA = (
    "Browsers open the camera only on https:// pages or on the computer that runs the app (localhost). "
    "On a phone, Upload can take a photo too."
)


class Unread(NamedTuple):
    """Why a file of that `name` gave no picture; `may_be_good` where it is worth another try."""

    sentence: str
    may_be_good: bool
    name: str = ""


Read = Picture | Unread
#: The id of a file, and what was asked of it.
Asked = tuple[str, Shape, Part]


def uploaded_pictures(run: Run | None, source: str | None, source_key: str) -> list[Picture]:
    """What the person uploaded, the newest MOST_PICTURES of it, or took; what cannot be used gets one sentence each.

    Some can always be uploaded: before there is a network (`run` is None), and beside what else is offered.
    """
    beside = st.container()  # the camera's picture is taken here, and not below what is there for others
    uploaded = _upload(source_key)
    if source == UPLOAD and len(uploaded) <= MOST_PICTURES:
        st.caption(f"Up to {MOST_PICTURES} pictures at once.")
    if source not in (UPLOAD, CAMERA):
        return []
    if source == UPLOAD and not uploaded:
        return _left(run)
    files = uploaded[-MOST_PICTURES:]
    if source == CAMERA:
        with beside:
            taken = _camera()
        files = [] if taken is None else [taken]
    elif len(uploaded) > MOST_PICTURES:
        st.caption(f"The newest {MOST_PICTURES} of {how_many_chosen()} pictures.")
    shape = run.experiment.images.shape if run else CIFAR10.shape
    reads = [_read(file, shape, number if len(files) > 1 else None) for number, file in enumerate(files, 1)]
    pictures = [read for read in reads if isinstance(read, Picture)]
    opened = opened_of(pictures)
    if chosen_part() == BOX and opened is not None:
        place = next(place for place, read in enumerate(reads) if read is opened)
        reads[place] = boxed = _boxed(files[place], opened, shape)
        pictures = [boxed if one is opened and isinstance(boxed, Picture) else one for one in pictures]
    for read, file in zip(reads, files, strict=True):
        if isinstance(read, Picture) or not read.may_be_good:
            _let_go(file)
    _draw_unread(reads)
    return pictures


def _left(run: Run | None) -> list[Picture]:
    """The pictures of files that were here when the visitor went to look inside."""
    pictures = left.left_pictures(run)
    if pictures:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("Still here from before.", width="content")
            st.button("Remove", icon=":material/close:", key="classify.forget", type="tertiary", on_click=left.forget)
    return pictures


def _boxed(file: UploadedFile, whole: Picture, shape: Shape) -> Read:
    """What is in the box on a picture of which all is shown."""
    read = _kept(file, shape, box_on(whole, shape), "Reading the box")
    return read._replace(shown=whole.shown) if isinstance(read, Picture) else read


def _draw_unread(reads: list[Read]) -> None:
    """A sentence for each file that gave no picture, and another try where that may help."""
    unread = [(number, read) for number, read in enumerate(reads, 1) if isinstance(read, Unread)]
    for number, read in unread:
        which = "" if len(reads) == 1 else f"{read.name or f'Picture {number}'}: "
        st.error(plain(f"{which}{read.sentence}"), icon=":material/broken_image:")
    again = any(read.may_be_good for _, read in unread)
    if again and st.button("Try again", icon=":material/refresh:", key="classify.reread"):
        kept: dict[Asked, Read] = st.session_state.get(READ, {})
        st.session_state[READ] = {asked: read for asked, read in kept.items() if isinstance(read, Picture)}
        st.rerun()


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


def how_many_chosen() -> int:
    """How many files the field in the browser lists: the server keeps the newest of them alone."""
    return len(st.session_state.get(UPLOADER) or ())


def _choose_upload(source_key: str) -> None:
    left.forget()
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


def _read(file: UploadedFile, shape: Shape, number: int | None) -> Read:
    fit: Fit = "whole" if chosen_part() == WHOLE else "centre"
    return _kept(file, shape, fit, "Reading the picture" if number is None else f"Reading picture {number}")


def _kept(file: UploadedFile, shape: Shape, part: Part, meanwhile: str) -> Read:
    """What is in `file`, read once: each run of the page asks for it, and a damaged one may take seconds.

    What was asked for longest ago goes first: however many boxes are drawn on a picture, all of it stays.
    """
    kept: dict[Asked, Read] = st.session_state.get(READ, {})
    key = file.file_id, shape, part
    read = kept.get(key)
    if read is None:
        with st.spinner(meanwhile):
            read = _prepared_or_not(file, shape, part)._replace(name=own_name(file))
    others = [(asked, one) for asked, one in kept.items() if asked != key]
    st.session_state[READ] = dict([*others, (key, read)][-KEPT_PICTURES:])
    return read


def _prepared_or_not(file: UploadedFile, shape: Shape, part: Part) -> Read:
    data = file.getvalue()
    if len(data) != file.size:  # the page runs again by itself, after it let go of them
        return Unread("The picture is to be read once more.", True)
    try:
        return prepared(data, shape, part)
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
