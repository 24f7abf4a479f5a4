"""Ink on paper, turned into what the drawing canvas would give of it: light strokes on dark, cut to the writing."""

import numpy as np
from PIL import Image, ImageFilter

from builder.pictures.drawing import SIDE
from builder.pictures.paper import writing_on

#: A stroke at least this wide, of SIDE, survives the reduction to a digit's few pixels; the canvas draws as much.
THINNEST = 6.0


def ink_of(picture: Image.Image) -> np.ndarray | None:
    """The writing on a picture of strokes: uint8 (height, width), about SIDE at most, 0 or 255, ink being 255.

    None where the strokes are lighter than their ground. What ink is, `paper.writing_on` says.
    """
    writing = writing_on(picture.convert("L"))
    if writing is None:
        return None
    rows, columns = (np.flatnonzero(writing.ink.any(axis=axis)) for axis in (1, 0))
    cut = writing.ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _thick_enough(_reduced(cut))


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
