"""Whether a picture looks like strokes on a plain ground, as a digit on paper does, or like a photograph.

Rules of thumb, so that somebody is told who shows a cat to a network of digits; a picture that fits neither rule is
neither. Tried on 3,000 images of CIFAR-10, on digits in dark, blue and red ink and in thin pen on paper under uneven
light and shadows, and on photographs (`benchmarks/picture_kinds.py`).
"""

from typing import Literal

import numpy as np
from PIL import Image

from builder.pictures.paper import writing_on

Kind = Literal["strokes", "photograph"]

#: The picture is looked at this small: what is left are its colours and greys, not its detail.
SIDE = 32
#: Relative to its brightness, a pixel whose colour is this far from the ground's is of another colour.
OTHER_COLOUR = 0.08
#: Added to the brightness, from 0 to 255: in the dark there is no colour to speak of.
DARK = 40
#: Ink covers less than this share of a picture.
MOST_INK = 0.3
#: Paper and one ink have colours along one line; this far from it, as a standard deviation, there are several colours.
MANY_COLOURS = 0.02
#: The share of pixels between dark and light: more than uneven light on paper makes.
MANY_GREYS = 0.6
#: Of strokes: few pixels between dark and light, and nearly all of the edge is ground.
FEW_GREYS, PLAIN_EDGE, PLAIN = 0.3, 0.9, 0.55
#: With less from its darkest to its lightest pixel, of 255, a picture of one colour shows nothing.
LEAST_SPAN = 20
#: As a share of the span from dark to light.
LIKE_GROUND = 0.2
#: For a pen's thin strokes the picture is looked at this large, if it is at least so large as LEAST_PEN_SIDE.
PEN_SIDE, LEAST_PEN_SIDE = 320, 96
#: The shares of a picture that such strokes cover, and the most of it that is neither ink nor paper.
LEAST_PEN, MOST_PEN, MOST_BLURRED = 0.0005, 0.05, 0.05


def kind_of(picture: Image.Image) -> Kind | None:
    """What the picture, in RGB and of any size, looks like; None where that is not clear."""
    pixels = np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX), np.float64)
    coloured, spread = _colours(pixels)
    if coloured > MOST_INK or spread > MANY_COLOURS:
        return "photograph"
    if _is_pen_on_paper(picture):
        return "strokes"
    grey = pixels.mean(axis=2)
    if np.ptp(grey) < LEAST_SPAN:
        return None  # nothing is on it
    tones = _tones(grey)
    greys = float(((tones > 0.25) & (tones < 0.75)).mean())
    if greys > MANY_GREYS:
        return "photograph"
    edge = np.concatenate([tones[0], tones[-1], tones[1:-1, 0], tones[1:-1, -1]])
    like_ground = np.abs(tones - np.median(edge)) < LIKE_GROUND
    is_plain = (np.abs(edge - np.median(edge)) < LIKE_GROUND).mean() > PLAIN_EDGE and like_ground.mean() > PLAIN
    return "strokes" if is_plain and greys < FEW_GREYS else None


def _is_pen_on_paper(picture: Image.Image) -> bool:
    """Whether there are thin dark strokes, and all else is as light as what lies around it, whatever the light."""
    grey = picture.convert("L")
    if min(grey.size) < LEAST_PEN_SIDE:
        return False
    grey.thumbnail((PEN_SIDE, PEN_SIDE), Image.Resampling.BOX)
    writing = writing_on(grey)
    if writing is None:
        return False
    return LEAST_PEN < writing.ink.mean() < MOST_PEN and writing.blurred.mean() < MOST_BLURRED


def _colours(pixels: np.ndarray) -> tuple[float, float]:
    """The share of pixels of another colour than the ground, and how far the colours lie off one line."""
    brightness = pixels.mean(axis=2, keepdims=True)
    colours = ((pixels - brightness) / (brightness + DARK)).reshape(-1, 3)
    from_ground = np.linalg.norm(colours - np.median(colours, axis=0), axis=1)
    off_line = float(np.linalg.eigvalsh(np.cov(colours.T))[1])  # colours without brightness have two dimensions
    return float((from_ground > OTHER_COLOUR).mean()), max(off_line, 0.0) ** 0.5


def _tones(grey: np.ndarray) -> np.ndarray:
    """From 0, as dark as the darkest pixels, to 1, as light as the lightest."""
    low, high = np.percentile(grey, [2, 98])
    return (grey - low) / max(high - low, 1.0)
