"""A picture on Classify, and what the network gets of it."""

import io
from typing import NamedTuple

import numpy as np
import streamlit as st
from PIL import Image

from builder.datasets.table import DATASETS
from builder.pictures.kind import Kind
from builder.pictures.looks import are_strokes_of, looks_of
from builder.pictures.message import Shape
from builder.pictures.part import Part
from builder.pictures.reading import read_picture, warm_up
from builder.store.runs.records import Run
from builder.ui.app.identity import secret


class Picture(NamedTuple):
    """`shown` is a JPEG to look at, `pixels` uint8 (height, width, channels) what the network gets, `said` its caption.

    `may_need_inverting` where light and dark may be the other way round than in the training images. `looks` says what
    kind of picture it seems to be; None where that is not clear, or it is of the network's own data set. `truth` is its
    class, where that is known; what `is_drawn` is on the page already. `ink` is the writing on light paper, as the
    drawing canvas would give it; None where there is none. `is_cut` where `pixels` are the writing alone. Of a file,
    `size` is its own (width, height), upright, `part` which part of it the network gets, and `name` the file's.
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
    size: tuple[int, int] = (0, 0)
    part: Part | None = None
    name: str = ""

    @property
    def is_of_a_file(self) -> bool:
        """Whether the visitor uploaded or took it."""
        return self.size != (0, 0)


def prepared(data: bytes, shape: Shape, part: Part = "centre") -> Picture:
    """That part of the picture in `data`, read in another process and reduced to `shape`; raises PhotoError.

    With a box, `shown` is what is in it.
    """
    try:
        answer = read_picture(data, shape, sender=secret(), part=part)
    finally:
        warm_up()
    width, height = answer.size
    shown = Image.frombytes("RGB", answer.shown_size, answer.shown)
    looks = looks_of(shown)
    return Picture(
        shown=jpeg(shown),
        pixels=np.frombuffer(answer.pixels, np.uint8).reshape(shape),
        said=f"Your picture, {width:,} × {height:,}",
        looks=looks.kind,
        ink=looks.ink,
        size=answer.size,
        part=part,
    )


def is_known(run: Run) -> bool:
    """Whether the run's data set is registered here."""
    return run.dataset in DATASETS


def is_writing(run: Run, picture: Picture) -> bool:
    """Whether the picture of a file is strokes to a network of strokes: somebody's handwriting."""
    return picture.is_cut or are_strokes_of(run.dataset, picture.looks)


def draw_seen(picture: Picture, alt: str = "What the network sees") -> None:
    """What the network gets of it, each pixel enlarged."""
    height, width, channels = picture.pixels.shape
    seen = Image.fromarray(picture.pixels if channels == 3 else picture.pixels[:, :, 0])
    enlarged = seen.resize((384, 384 * height // width), Image.Resampling.NEAREST)
    st.image(enlarged, width="stretch", output_format="PNG", alt=alt)


def jpeg(image: Image.Image) -> bytes:
    """The image as a file to look at."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()
