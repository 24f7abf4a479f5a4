"""What a picture that somebody gave looks like, and how ink on paper becomes an image as a data set has them."""

from typing import NamedTuple

import numpy as np
from PIL import Image

from builder.datasets.table import DATASETS
from builder.pictures.ink import ink_of
from builder.pictures.kind import Kind, kind_of


class Looks(NamedTuple):
    """The `kind` of picture that it seems to be, None where that is not clear; `ink` is the writing on light paper, as
    the drawing canvas would give it, None where there is none."""

    kind: Kind | None
    ink: np.ndarray | None


def looks_of(shown: Image.Image) -> Looks:
    """What the picture, in RGB and small enough to be shown, looks like."""
    kind = kind_of(shown)
    return Looks(kind, ink_of(shown) if kind == "strokes" else None)


def are_strokes_of(dataset: str, kind: Kind | None) -> bool:
    """Whether a picture of that kind is strokes, as the images of the data set of that name are.

    Everybody draws them in another way: that they are unlike its images does not make them something else.
    """
    return kind == "strokes" and dataset in DATASETS and DATASETS[dataset].shows == kind


def why_unlike(dataset: str, kind: Kind | None) -> str | None:
    """That a network which learned the data set of that name does not know pictures of that kind, in one sentence; None
    where it may, or nobody knows."""
    shows = DATASETS[dataset].shows if dataset in DATASETS else None
    if shows is None or kind is None or shows == kind:
        return None
    if shows == "strokes":
        one = DATASETS[dataset].one_image
        known = f"{one}s" if one != "image" else "strokes on a plain ground"
        return f"This network knows only {known}, and this looks like a photograph of something else."
    return "This network knows only photographs, and this looks like a drawing or writing on a plain ground."


def from_ink(dataset: str, ink: np.ndarray | None) -> np.ndarray | None:
    """The writing as an image of the data set of that name: light on dark, and cut to the writing.

    None where there is no ink, and for a data set whose images nobody draws.
    """
    make = DATASETS[dataset].from_drawing if dataset in DATASETS else None
    return None if ink is None or make is None else make(ink)
