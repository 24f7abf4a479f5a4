"""Writing on paper, told from the paper by how much darker it is than what lies around it, whatever the light."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFilter

#: A share of the picture's longer side: thicker strokes would be taken for paper.
THICKEST = 0.16
#: So many standard deviations darker than the paper usually is, a pixel is no noise.
ABOVE_NOISE = 4.0
#: With less of the paper's brightness between paper and ink, there is no ink.
LEAST_CONTRAST = 0.08


class Writing(NamedTuple):
    """What is darker than the paper around it: `darkness` (height, width), a share of the paper's brightness; `ink`,
    the pixels that are as dark as strokes; and `blurred`, those between paper and ink."""

    darkness: np.ndarray
    ink: np.ndarray
    blurred: np.ndarray


def writing_on(grey: Image.Image) -> Writing | None:
    """The dark strokes on a picture in grey; None where there are none, or light ones stand out more.

    The paper at each place is what a morphological closing leaves of the picture (J. Serra, 1982), so that a shadow,
    or light from one side, is no ink. Ink is at least half as dark as its darker strokes.
    """
    values = np.asarray(grey.filter(ImageFilter.GaussianBlur(0.7)), np.float32)
    width = 2 * round(THICKEST * max(values.shape) / 2) + 1
    paper = closed(values, width)
    darkness = 1 - values / np.maximum(paper, 1)
    usual = float(np.median(darkness))
    noise = 1.4826 * float(np.median(np.abs(darkness - usual)))  # a standard deviation, were it all noise
    darkness = np.clip(darkness - usual, 0, 1)
    least = max(ABOVE_NOISE * noise, LEAST_CONTRAST / 2)
    if not (darkness > least).any():
        return None
    strong = float(np.percentile(darkness[darkness > least], 90))
    if strong < LEAST_CONTRAST:
        return None
    ink = _without_specks(darkness > max(least, strong / 2))
    if not ink.any() or _is_light_on_dark(values, ink, width):
        return None
    return Writing(darkness, ink, (darkness > least) & ~ink)


def closed(values: np.ndarray, width: int) -> np.ndarray:
    """The morphological closing by a square so wide, part of which may lie outside the picture.

    Each pixel gets the least of the highest values in any such square that it lies in: what is narrower than the
    square and darker than what lies around it is filled.
    """
    outside = np.pad(values, width - 1, constant_values=-np.inf)
    return _in_squares(_in_squares(outside, width, np.maximum), width, np.minimum)


def _in_squares(values: np.ndarray, width: int, pick: Callable[..., np.ndarray]) -> np.ndarray:
    """The value that `pick` (np.maximum or np.minimum) chooses in each square of `width`: fewer by `width` - 1."""
    for axis in (0, 1):
        across, covered = np.moveaxis(values, axis, 0), 1
        while covered < width:
            step = min(covered, width - covered)
            across = pick(across[:-step], across[step:])
            covered += step
        values = np.moveaxis(across, 0, axis)
    return values


def _without_specks(ink: np.ndarray) -> np.ndarray:
    """Without pixels that have fewer than two neighbours of ink: a stroke's have them."""
    padded = np.pad(ink, 1).astype(np.int8)
    height, width = ink.shape
    around = sum(padded[y : y + height, x : x + width] for y in range(3) for x in range(3)) - padded[1:-1, 1:-1]
    return ink & (around >= 2)


def _is_light_on_dark(values: np.ndarray, ink: np.ndarray, width: int) -> bool:
    """Whether most of what lies around the ink is as dark as the ink: then it is the ground within light strokes."""
    near = _around(ink, width, np.maximum)
    light, dark = _around(values, width, np.maximum)[near], _around(values, width, np.minimum)[near]
    return bool(np.median((light - values[near]) / np.maximum(light - dark, 1)) > 0.5)


def _around(values: np.ndarray, width: int, pick: Callable[..., np.ndarray]) -> np.ndarray:
    """The value that `pick` chooses in the square of an odd `width` around each pixel."""
    return _in_squares(np.pad(values, width // 2, mode="edge"), width, pick)
