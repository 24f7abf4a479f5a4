"""A map of places over the picture that is looked at, and the key to its colours."""

from collections.abc import Sequence

import numpy as np

from builder.pictures.heat import COLOURS, with_heat
from builder.ui.app.text import escaped
from builder.ui.run_page.images.picture_tiles import figure
from builder.words.numbers import whole_percent

#: A picture of 32 pixels is drawn so wide, and shown as wide as there is room.
WIDTH = 320
#: The map of the least likely class is still seen, but not taken for a reason.
FAINTEST = 0.1

_KEY = ", ".join(f"rgb({red:.0f} {green:.0f} {blue:.0f})" for red, green, blue in COLOURS)
#: HTML for st.markdown.
HEAT_KEY = (
    f'<p class="heat-key"><span>little support</span><i style="background: linear-gradient(90deg, {_KEY})"></i>'
    "<span>most support for the class</span></p>"
)


def strength(probability: float, highest: float) -> float:
    """How bright a class's map may be, from FAINTEST to 1: as its probability beside that of the likeliest class."""
    return max(FAINTEST, min(1.0, probability / highest)) if highest > 0 else 1.0


def heat_figure(
    image: np.ndarray,
    heat: np.ndarray,
    name: str,
    probability: float,
    highest: float,
    note: str = "",
    box: Sequence[int] | None = None,
) -> str:
    """The picture with the map of the class `name` over it (numbers from 0 to 1), and what it is.

    The `box` is framed: top, left, bottom and right in pixels of the picture.
    """
    pixels = with_heat(image, heat * strength(probability, highest), WIDTH)
    if box is not None:
        pixels = _framed(pixels, *(place * WIDTH // image.shape[1] for place in box))
    below = f"For <b>{escaped(name)}</b>, {escaped(whole_percent(probability))}"
    if note:
        below += f"<br>{escaped(note)}"
    return figure(pixels, f"The places that speak for {name}", below, "heat")


def _framed(pixels: np.ndarray, top: int, left: int, bottom: int, right: int) -> np.ndarray:
    """With a white frame in a black one: seen on light and on dark."""
    framed = pixels.copy()
    for inset, grey in ((0, 0), (2, 255)):
        framed[top + inset : bottom - inset, left + inset : right - inset] = grey
    inside = slice(top + 5, bottom - 5), slice(left + 5, right - 5)
    framed[inside] = pixels[inside]
    return framed
