"""Whether a picture looks like strokes on a plain ground, as a digit on paper does, or like a photograph.

Rules of thumb, so that somebody is told who shows a cat to a network of digits; a picture that fits neither rule is
neither. Tried on 3,000 images of CIFAR-10 and on 300 digits in dark, blue and red ink on paper under uneven light
(`benchmarks/picture_kinds.py`).
"""

from typing import Literal

import numpy as np
from PIL import Image

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


def kind_of(picture: Image.Image) -> Kind | None:
    """What the picture, in RGB and of any size, looks like; None where that is not clear."""
    pixels = np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX), np.float64)
    coloured, spread = _colours(pixels)
    grey = pixels.mean(axis=2)
    if np.ptp(grey) < LEAST_SPAN and coloured <= MOST_INK:
        return None  # nothing is on it
    tones = _tones(grey)
    greys = float(((tones > 0.25) & (tones < 0.75)).mean())
    if coloured > MOST_INK or spread > MANY_COLOURS or greys > MANY_GREYS:
        return "photograph"
    edge = np.concatenate([tones[0], tones[-1], tones[1:-1, 0], tones[1:-1, -1]])
    like_ground = np.abs(tones - np.median(edge)) < LIKE_GROUND
    is_plain = (np.abs(edge - np.median(edge)) < LIKE_GROUND).mean() > PLAIN_EDGE and like_ground.mean() > PLAIN
    return "strokes" if is_plain and greys < FEW_GREYS else None


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
