"""Ink on paper, turned into what the drawing canvas would give of it: light strokes on dark, cut to the writing."""

import numpy as np
from PIL import Image, ImageFilter

from builder.pictures.drawing import SIDE

#: The paper's own brightness is looked for in a picture reduced so far, in which strokes are a few pixels wide.
PAPER_SIDE = 80
#: Pixels of that picture: thicker strokes would be taken for paper.
THICKEST = 13
#: A stroke at least this wide, of SIDE, survives the reduction to a digit's few pixels; the canvas draws as much.
THINNEST = 6.0
#: With less between paper and ink, of 255, there is no ink.
LEAST_CONTRAST = 20


def ink_of(picture: Image.Image) -> np.ndarray | None:
    """The writing on a picture of strokes: uint8 (height, width), about SIDE at most, 0 or 255, ink being 255.

    None where the strokes are lighter than their ground. Ink is what is darker than the paper around it by more than
    the threshold of Otsu (1979), so that a shadow on the paper is no ink.
    """
    grey = picture.convert("L").filter(ImageFilter.MedianFilter(3))
    values = np.asarray(grey, np.int64)
    if np.median(values) < (values.min() + values.max()) / 2:
        return None
    darker = np.clip(_paper(grey) - values, 0, 255)
    if darker.max() < LEAST_CONTRAST:
        return None
    ink = darker > _otsu(darker)
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _thick_enough(_reduced(cut))


def _paper(grey: Image.Image) -> np.ndarray:
    """How light the paper is at each pixel, seen through the strokes."""
    small = grey.copy()
    small.thumbnail((PAPER_SIDE, PAPER_SIDE), Image.Resampling.BOX)
    closed = small.filter(ImageFilter.MaxFilter(THICKEST)).filter(ImageFilter.MinFilter(THICKEST))
    return np.asarray(closed.resize(grey.size, Image.Resampling.BILINEAR), np.int64)


def _otsu(values: np.ndarray) -> int:
    """The value, of 0 to 255, that parts them into two groups whose means differ most (N. Otsu, 1979)."""
    counts = np.bincount(values.ravel(), minlength=256).astype(np.float64)
    below, sums = counts.cumsum(), (counts * np.arange(256)).cumsum()
    above = below[-1] - below
    between = (sums[-1] * below - sums * below[-1]) ** 2 / np.maximum(below * above, 1)
    return int(between.argmax())


def _reduced(ink: np.ndarray) -> np.ndarray:
    height, width = (max(1, round(SIDE * side / max(ink.shape))) for side in ink.shape)
    small = Image.fromarray(ink.astype(np.uint8) * 255).resize((width, height), Image.Resampling.BOX)
    return np.asarray(small) > 85  # a third of the pixel: a hairline is not lost


def _thick_enough(ink: np.ndarray) -> np.ndarray:
    """With a pen's thin strokes widened to THINNEST; a stroke's area is half its outline times its width."""
    inside = np.pad(ink, 1)
    outline = int((inside[1:] != inside[:-1]).sum() + (inside[:, 1:] != inside[:, :-1]).sum())
    more = round((THINNEST - 2 * int(ink.sum()) / max(outline, 1)) / 2)
    drawn = Image.fromarray(np.pad(ink, max(more, 0)).astype(np.uint8) * 255)
    return np.array(drawn.filter(ImageFilter.MaxFilter(2 * more + 1)) if more > 0 else drawn)
